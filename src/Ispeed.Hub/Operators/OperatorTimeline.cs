namespace Ispeed.Hub.Operators;

/// <summary>The operator tables of every day: the shipped list, and the entries that an administrator made since, in their order.</summary>
internal sealed class OperatorTimeline
{
    private readonly Dictionary<(string Kind, string Key), List<OperatorEntry>> entries = [];
    private readonly List<(string Kind, string Key)> order = [];
    private readonly SortedDictionary<DateOnly, OperatorTable> tables = [];

    public OperatorTimeline(IEnumerable<OperatorEntry> made)
    {
        foreach (var entry in made)
        {
            Put(entry);
        }

        Changes = [.. entries.Values.SelectMany(versions => versions.Select(version => version.From)).Distinct().Order()];
        foreach (var day in Changes)
        {
            tables[day] = new([.. ValidOn(day)]);
        }
    }

    /// <summary>The days on which anything changes, ascending.</summary>
    public IReadOnlyList<DateOnly> Changes { get; }

    /// <summary>The tables of a day; of days before the first one, the first.</summary>
    public OperatorTable On(DateOnly day)
    {
        var at = Changes.Count - 1;
        while (at > 0 && Changes[at] > day)
        {
            at--;
        }

        return tables[Changes[at]];
    }

    /// <summary>The versions of one key, the oldest first.</summary>
    public IReadOnlyList<OperatorEntry> Versions(string kind, string key) => entries.GetValueOrDefault((kind, key)) ?? [];

    public IEnumerable<OperatorEntry> ValidOn(DateOnly day) =>
        order
            .Select(key => entries[key].FindLast(version => version.From <= day))
            .OfType<OperatorEntry>()
            .Where(version => !version.IsRemoved);

    // From its day on an entry is what was said last; what was before its day stays.
    private void Put(OperatorEntry entry)
    {
        var key = (entry.Kind, entry.Key);
        if (!entries.TryGetValue(key, out var versions))
        {
            entries[key] = versions = [];
            order.Add(key);
        }

        versions.RemoveAll(version => version.From >= entry.From);
        versions.Add(entry);
    }
}
