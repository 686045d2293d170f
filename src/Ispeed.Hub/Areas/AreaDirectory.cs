using System.Collections.Frozen;
using System.Globalization;

namespace Ispeed.Hub.Areas;

/// <summary>All areas in memory. What is read is one immutable snapshot; boundaries are put in place as a whole.</summary>
internal sealed class AreaDirectory
{
    private static readonly StringComparer ByName = StringComparer.Create(CultureInfo.GetCultureInfo("vi-VN"), CompareOptions.None);

    private readonly FrozenDictionary<string, Area[]> versions;
    private readonly FrozenDictionary<string, Area[]> communes;
    private readonly Area[] provinces;
    private readonly AreaSearch search;
    private volatile BoundaryIndex? boundaries;

    public AreaDirectory(AreaList list)
    {
        var all = list.ToAreas().ToArray();
        versions = all.GroupBy(area => area.Code, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(area => area.ValidFrom).ToArray(), StringComparer.Ordinal);
        provinces = [.. all.Where(area => area.Level == AreaLevel.Province).OrderBy(area => area.Name, ByName)];
        communes = all.Where(area => area.ParentCode != null)
            .GroupBy(area => area.ParentCode!, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(area => area.Name, ByName).ToArray(), StringComparer.Ordinal);
        search = new AreaSearch(all, list.Former);
        AsOf = list.AsOf;
    }

    /// <summary>The day of the list that was shipped; changes since then are in it as further versions.</summary>
    public DateOnly AsOf { get; }

    /// <summary>Whether points can be placed at all.</summary>
    public bool HasBoundaries => boundaries is { Count: > 0 };

    public int BoundaryCount => boundaries?.Count ?? 0;

    public Area? Find(string code, DateOnly on) =>
        versions.TryGetValue(code, out var found) ? Array.Find(found, area => area.IsValidOn(on)) : null;

    /// <summary>The commune of a point; null outside all of them, and while no boundaries are loaded.</summary>
    public Area? FindByLocation(double latitude, double longitude, DateOnly on) =>
        boundaries?.Find(latitude, longitude, on) is { } code ? Find(code, on) : null;

    public IReadOnlyList<Area> Provinces(DateOnly on) => Array.FindAll(provinces, area => area.IsValidOn(on));

    public IReadOnlyList<Area> Communes(string provinceCode, DateOnly on) =>
        communes.TryGetValue(provinceCode, out var found) ? Array.FindAll(found, area => area.IsValidOn(on)) : [];

    /// <summary>Today's areas by name or code, with or without diacritics, by the commune's former name too; the best first.</summary>
    public IReadOnlyList<AreaMatch> Search(string text, int take) => search.Find(text, take);

    public void Use(BoundaryIndex index) => boundaries = index;
}
