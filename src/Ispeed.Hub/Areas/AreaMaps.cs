using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Ispeed.Hub.Areas;

/// <summary>What follows from one list of areas: maps by day, ways between maps, names to search. Immutable but for tables made on first use.</summary>
internal sealed class AreaMaps
{
    private static readonly StringComparer ByName = StringComparer.Create(
        CultureInfo.GetCultureInfo("vi-VN"),
        CompareOptions.NumericOrdering
    );

    private readonly FrozenDictionary<string, Area[]> versions;
    private readonly FrozenDictionary<string, Area[]> children;
    private readonly Area[] provinces;
    private readonly FrozenDictionary<Area, Succession[]> successors;
    private readonly FrozenDictionary<Area, Succession[]> formers;
    private readonly DateOnly[] changes;
    private readonly IReadOnlyList<Area> all;
    private readonly ConcurrentDictionary<DateOnly, AreaSearch> searches = new();
    private readonly ConcurrentDictionary<(Area From, DateOnly Map), Restated> restated = new();

    public AreaMaps(AreaList list)
    {
        List = list;
        all = AreaVersions.Of(list);
        versions = all.GroupBy(area => area.Code, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(area => area.ValidFrom).ToArray(), StringComparer.Ordinal);
        provinces = [.. all.Where(area => area.Level == AreaLevel.Province).OrderBy(area => area.Name, ByName)];
        children = all.SelectMany(area => Around(area), (area, around) => (area, around))
            .GroupBy(pair => pair.around, pair => pair.area, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(area => area.Name, ByName).ToArray(), StringComparer.Ordinal);
        changes = [.. all.Select(area => area.ValidFrom).Concat(all.Select(area => area.ValidTo).OfType<DateOnly>()).Distinct().Order()];
        var ways = list.Changes.SelectMany(change => change.Edges, (change, edge) => Way(change.Day, edge)).OfType<Succession>().ToList();
        successors = ways.GroupBy(way => way.From).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        formers = ways.GroupBy(way => way.To).ToFrozenDictionary(group => group.Key, group => Nearest([.. group]));
    }

    public AreaList List { get; }

    public IReadOnlyList<DateOnly> Changes => changes;

    /// <summary>The names on the map of a day, and those under which its areas were known before.</summary>
    public AreaSearch Search(DateOnly day) =>
        searches.GetOrAdd(day < changes[0] ? changes[0] : MapOf(day), static (map, maps) => new AreaSearch(maps, maps.all, map), this);

    public Area? Find(string code, DateOnly on)
    {
        foreach (var area in versions.TryGetValue(code, out var found) ? found.AsSpan() : [])
        {
            if (area.IsValidOn(on))
            {
                return area;
            }
        }

        return null;
    }

    public IReadOnlyList<Area> Versions(string code) => versions.GetValueOrDefault(code) ?? [];

    public IReadOnlyList<Succession> SuccessorsOf(Area area) => successors.GetValueOrDefault(area) ?? [];

    public IReadOnlyList<Succession> FormersOf(Area area) => formers.GetValueOrDefault(area) ?? [];

    public IReadOnlyList<Area> Provinces(DateOnly on) => Array.FindAll(provinces, area => area.IsValidOn(on));

    public IReadOnlyList<Area> Within(string code, AreaLevel level, DateOnly on) =>
        children.TryGetValue(code, out var found) ? Array.FindAll(found, area => area.Level == level && area.IsValidOn(on)) : [];

    /// <summary>The areas of another map that hold ground of this one, the main successor first; itself when it is on that map.</summary>
    public IReadOnlyList<Area> On(Area area, DateOnly day)
    {
        if (area.IsValidOn(day))
        {
            return [area];
        }

        var next = area.ValidTo <= day ? SuccessorsOf(area).Select(way => way.To) : FormersOf(area).Select(way => way.From);
        return [.. next.SelectMany(near => On(near, day)).Distinct()];
    }

    public Restated Restate(Area area, DateOnly asOf)
    {
        if (area.IsValidOn(asOf))
        {
            return new(area.Code, Certainty.Full);
        }

        // Between two changes the map stands still, so that one answer serves all days between: at most areas × maps of them.
        return changes[0] <= asOf
            ? restated.GetOrAdd((area, MapOf(asOf)), static (key, maps) => maps.Follow(key.From, key.Map), this)
            : Restated.Unknown;
    }

    public (DateOnly From, DateOnly? To) GroundOf(Area area)
    {
        var (first, last) = (area, area);
        while (FormersOf(first) is [{ Extent: Extent.Full, From: var former }] && former.Code == area.Code)
        {
            first = former;
        }

        while (SuccessorsOf(last) is [{ Extent: Extent.Full, To: var next }] && next.Code == area.Code && FormersOf(next).Count == 1)
        {
            last = next;
        }

        return (first.ValidFrom, last.ValidTo);
    }

    private Restated Follow(Area area, DateOnly map)
    {
        var there = On(area, map);
        return area.ValidTo <= map && there.Count > 0 ? new(there[0].Code, IsWhole(area, map) ? Certainty.Full : Certainty.Partial)
            : there.Count == 1 ? new(there[0].Code, Certainty.Full)
            : Restated.Unknown;
    }

    private bool IsWhole(Area area, DateOnly map) =>
        area.IsValidOn(map) || (SuccessorsOf(area) is [{ Extent: Extent.Full, To: var next }] && IsWhole(next, map));

    private DateOnly MapOf(DateOnly day)
    {
        var at = Array.BinarySearch(changes, day);
        return changes[at >= 0 ? at : ~at - 1];
    }

    // Both ends have to be there; an edge of an imported list to an area that is not is dropped by its check, before it comes here.
    private Succession? Way(DateOnly day, AreaList.Edge edge) =>
        Find(edge.Old, day.AddDays(-1)) is { } from && Find(edge.New, day) is { } to ? new(from, to, edge.Extent) : null;

    // A commune was made of communes, although its districts became it, too; the islands had none.
    private static Succession[] Nearest(Succession[] ways) =>
        Array.FindAll(ways, way => way.From.Level == way.To.Level) is { Length: > 0 } same ? same : ways;

    private static IEnumerable<string> Around(Area area) => new[] { area.ProvinceCode, area.DistrictCode }.OfType<string>();
}
