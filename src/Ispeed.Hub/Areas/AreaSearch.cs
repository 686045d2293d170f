namespace Ispeed.Hub.Areas;

/// <summary>
/// Every word asked for begins a word of the name, of the kind or of what lies around it. About 18,000 names are looked through for each
/// question (a few milliseconds), which needs no index that could be wrong.
/// </summary>
internal sealed class AreaSearch
{
    private const int LongestQuestion = 100;
    private static readonly DateOnly FirstDayOfCommunes = new(2025, 7, 1); // the map whose codes the older names lead to

    private readonly Entry[] entries;

    public AreaSearch(AreaMaps maps, IReadOnlyList<Area> all, DateOnly day)
    {
        string? NameOf(string? code, Area of) => code is null ? null : maps.Find(code, of.ValidFrom)?.FullName;
        var now = all.Where(area => area.IsValidOn(day))
            .Select(area => new Entry(area, null, area.Name, area.FullName, NameOf(area.ProvinceCode, area) ?? ""));

        // Under an earlier name, unless it is the name that it has on the day: a change of kind or of province leaves that as it is.
        var before =
            from old in all
            where old.ValidTo <= day
            let former = new[] { old.FullName, NameOf(old.DistrictCode, old), NameOf(old.ProvinceCode, old) }.OfType<string>().ToArray()
            from area in maps.On(old, day)
            where area.Code != old.Code || area.FullName != old.FullName
            select new Entry(
                area,
                string.Join(", ", former),
                old.Name,
                old.FullName,
                $"{string.Join(' ', former.Skip(1))} {NameOf(area.ProvinceCode, area)}"
            );
        var older =
            from old in maps.List.OlderNames
            from code in old.Now
            let first = maps.Find(code, FirstDayOfCommunes)
            where first is not null && first.ValidFrom <= day
            from area in maps.On(first, day)
            select new Entry(
                area,
                $"{old.Name}, {old.District}, {old.Province}",
                WithoutKind(old.Name),
                old.Name,
                $"{old.District} {old.Province} {NameOf(area.ProvinceCode, area)}"
            );
        entries = [.. now, .. before, .. older];
    }

    public IReadOnlyList<AreaMatch> Find(string text, int take)
    {
        var question = FoldedText.Of(text.Length <= LongestQuestion ? text : text[..LongestQuestion]);
        if (question.Length == 0 || take <= 0)
        {
            return [];
        }

        var words = question.Split(' ');
        return
        [
            .. entries
                .Select(entry => (Entry: entry, Rank: entry.RankOf(question, words, text)))
                .Where(found => found.Rank < Entry.NoMatch)
                .OrderBy(found => found.Rank)
                .ThenBy(found => found.Entry.Area.Level)
                .ThenBy(found => found.Entry.Folded.Length)
                .ThenBy(found => found.Entry.Area.Code, StringComparer.Ordinal)
                .DistinctBy(found => found.Entry.Area.Code, StringComparer.Ordinal)
                .Take(take)
                .Select(found => new AreaMatch(found.Entry.Area, found.Entry.FormerName)),
        ];
    }

    private static string WithoutKind(string fullName)
    {
        string[] kinds = ["Phường ", "Xã ", "Thị trấn ", "Thị Trấn "];
        var kind = Array.Find(kinds, kind => fullName.StartsWith(kind, StringComparison.Ordinal));
        return kind is null ? fullName : fullName[kind.Length..];
    }

    private sealed class Entry(Area area, string? formerName, string name, string fullName, string around)
    {
        public const int NoMatch = 100;

        private readonly string fullFolded = FoldedText.Of(fullName);
        private readonly string[] nameWords = FoldedText.Of(fullName).Split(' ');
        private readonly string[] aroundWords = FoldedText.Of(around).Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public Area Area => area;

        public string? FormerName => formerName;

        public string Folded { get; } = FoldedText.Of(name);

        public int RankOf(string question, string[] words, string asTyped)
        {
            var rank = Rank(question, words);

            // Someone who types diacritics means them: Hòa before Hoa among equals.
            var exact = rank < NoMatch && fullName.Contains(asTyped.Trim(), StringComparison.OrdinalIgnoreCase) ? 0 : 1;
            return rank == NoMatch ? NoMatch : (4 * rank) + (formerName is null ? 0 : 2) + exact;
        }

        private int Rank(string question, string[] words)
        {
            if (formerName is null && area.Code.StartsWith(question, StringComparison.Ordinal))
            {
                return area.Code.Length == question.Length ? 0 : 2;
            }

            if (Folded == question || fullFolded == question)
            {
                return 0;
            }

            if (Folded.StartsWith(question, StringComparison.Ordinal) || fullFolded.StartsWith(question, StringComparison.Ordinal))
            {
                return 1;
            }

            var inName = words.Count(word => Begins(nameWords, word));
            return inName == words.Length ? 2
                : inName > 0 && words.All(word => Begins(nameWords, word) || Begins(aroundWords, word)) ? 3
                : NoMatch;
        }

        private static bool Begins(string[] words, string start) =>
            Array.Exists(words, word => word.StartsWith(start, StringComparison.Ordinal));
    }
}
