namespace Ispeed.Hub.Areas;

/// <summary>
/// Every word asked for begins a word of the name, of the kind or of the province. About 14,000 names are looked through for each
/// question (under a millisecond), which needs no index that could be wrong.
/// </summary>
internal sealed class AreaSearch
{
    private const int LongestQuestion = 100;

    private readonly Entry[] entries;

    public AreaSearch(IReadOnlyList<Area> areas, IReadOnlyList<FormerName> former)
    {
        var today = areas.Where(area => area.ValidTo is null).ToDictionary(area => area.Code, StringComparer.Ordinal);
        string ProvinceOf(Area area) => area.ParentCode is { } code && today.TryGetValue(code, out var province) ? province.FullName : "";
        var now = today.Values.Select(area => new Entry(area, null, area.Name, area.FullName, ProvinceOf(area)));
        var before = former
            .SelectMany(old => old.Now, (old, code) => (old, Area: today.GetValueOrDefault(code)))
            .Where(pair => pair.Area is not null)
            .Select(pair => new Entry(
                pair.Area!,
                $"{pair.old.Name}, {pair.old.District}, {pair.old.Province}",
                WithoutKind(pair.old.Name),
                pair.old.Name,
                $"{pair.old.District} {pair.old.Province} {ProvinceOf(pair.Area!)}"
            ));
        entries = [.. now.Concat(before)];
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
        private const int Former = 10;

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
            return rank == NoMatch ? NoMatch : 2 * (rank + (formerName is null ? 0 : Former)) + exact;
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
