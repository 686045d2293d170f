namespace Ispeed.LineRate;

/// <summary>A page of docs with a place for what was measured.</summary>
internal static class Page
{
    /// <summary>Puts words between the marks of that name.</summary>
    public static void Put(string file, string mark, string words)
    {
        var (begin, end) = ($"<!-- {mark}: begin -->", $"<!-- {mark}: end -->");
        var page = File.ReadAllText(file);
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{file} has no place for it: {begin} … {end}");
        }

        File.WriteAllText(file, $"{page[..from]}{begin}\n{words}{page[to..]}");
    }
}
