namespace Ispeed.Hub.Areas;

/// <summary>Why an area is not on the map of a day, for people who asked for it.</summary>
internal static class AreaSentences
{
    private const int MostNamed = 8;

    /// <summary>The nearest version of a code that is not valid on a day; null when the code never was.</summary>
    public static Area? Nearest(string code, DateOnly day, AreaDirectory areas)
    {
        var versions = areas.Versions(code);
        return versions.LastOrDefault(area => area.ValidTo <= day) ?? (versions.Count > 0 ? versions[0] : null);
    }

    /// <summary>The areas that hold its ground on that day: its successors, or before its first day what it was made of.</summary>
    public static IReadOnlyList<Area> There(Area area, DateOnly day, AreaDirectory areas) => areas.On(area, day);

    /// <summary>
    /// " 00001 is Phường Phúc Xá until 2025-06-30, since then 00004 Phường Ba Đình, …"; empty for a code that never was.
    /// </summary>
    public static string WhyNot(string code, DateOnly day, AreaDirectory areas)
    {
        if (Nearest(code, day, areas) is not { } area)
        {
            return "";
        }

        var there = There(area, day, areas);
        var names = string.Join(", ", there.Take(MostNamed).Select(other => $"{other.Code} {other.FullName}"));
        var more = there.Count > MostNamed ? $" and {there.Count - MostNamed} more" : "";
        return area.ValidTo <= day
            ? $" {code} was {area.FullName} until {area.ValidTo!.Value.AddDays(-1):yyyy-MM-dd}; since then its ground belongs to {names}{more}."
            : $" {code} is {area.FullName} since {area.ValidFrom:yyyy-MM-dd}{(names.Length > 0 ? $"; on that day its ground belonged to {names}{more}" : "")}.";
    }
}
