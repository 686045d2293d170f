namespace Ispeed.Hub.Areas;

/// <summary>
/// All areas of all days in memory. What is read is one immutable snapshot; boundaries and an imported list are put in place as a whole.
/// A map is what is valid on one day; it changes on the days of <see cref="Changes"/>.
/// </summary>
internal sealed class AreaDirectory
{
    private volatile AreaMaps maps;
    private volatile BoundaryIndex? boundaries;

    public AreaDirectory(AreaList list) => maps = new AreaMaps(list);

    /// <summary>The day of the newest change in the list.</summary>
    public DateOnly AsOf => maps.List.AsOf;

    /// <summary>The list that it was made of.</summary>
    public AreaList List => maps.List;

    /// <summary>The first days of all maps, ascending; the first is the day with which the list begins.</summary>
    public IReadOnlyList<DateOnly> Changes => maps.Changes;

    /// <summary>Whether points can be placed at all.</summary>
    public bool HasBoundaries => boundaries is { Count: > 0 };

    public int BoundaryCount => boundaries?.Count ?? 0;

    public Area? Find(string code, DateOnly on) => maps.Find(code, on);

    /// <summary>Every version that a code has had, the oldest first. They may be different places.</summary>
    public IReadOnlyList<Area> Versions(string code) => maps.Versions(code);

    /// <summary>What the area became next, the main successor first; empty for today's. A district became communes.</summary>
    public IReadOnlyList<Succession> SuccessorsOf(Area area) => maps.SuccessorsOf(area);

    /// <summary>What the area was made of, just before.</summary>
    public IReadOnlyList<Succession> FormersOf(Area area) => maps.FormersOf(area);

    /// <summary>The areas of another day's map that hold ground of this one, the main successor first; itself when it is on that map.</summary>
    public IReadOnlyList<Area> On(Area area, DateOnly day) => maps.On(area, day);

    /// <summary>
    /// The days on which the code stands for the same ground: more than the area's own when a change of name or kind left the ground as it
    /// was. Figures of these days may be put beside each other.
    /// </summary>
    /// <returns>The first day, and the first one no more; null for no end.</returns>
    public (DateOnly From, DateOnly? To) GroundOf(Area area) => maps.GroundOf(area);

    /// <summary>The commune of a point; null outside all of them, and while no boundaries are loaded.</summary>
    public Area? FindByLocation(double latitude, double longitude, DateOnly on) =>
        boundaries?.Find(latitude, longitude, on) is { } code ? Find(code, on) : null;

    public IReadOnlyList<Area> Provinces(DateOnly on) => maps.Provinces(on);

    /// <summary>The districts of a province, by name; none since 1 July 2025.</summary>
    public IReadOnlyList<Area> Districts(string provinceCode, DateOnly on) => maps.Within(provinceCode, AreaLevel.District, on);

    /// <summary>The communes of a province, or of a district, by name.</summary>
    public IReadOnlyList<Area> Communes(string provinceOrDistrictCode, DateOnly on) =>
        maps.Within(provinceOrDistrictCode, AreaLevel.Commune, on);

    /// <summary>
    /// Today's areas by name or code, with or without diacritics, by the names that communes, districts and provinces had before, too; the
    /// best first.
    /// </summary>
    public IReadOnlyList<AreaMatch> Search(string text, int take) => Search(text, take, DateOnly.MaxValue);

    /// <summary>The same among the areas of a day.</summary>
    public IReadOnlyList<AreaMatch> Search(string text, int take, DateOnly on) => maps.Search(on).Find(text, take);

    /// <summary>
    /// The area that the ground of an area of one day belongs to on another day's map. Forward it follows the successors, and a split area
    /// is estimated by its main successor. Backward it is known only where the area was made of one, or of parts of one.
    /// </summary>
    /// <returns>At once, from a table made once a map: to be called for every row of a month.</returns>
    public Restated Restate(string code, DateOnly day, DateOnly asOf) =>
        maps.Find(code, day) is { } area ? maps.Restate(area, asOf) : Restated.Unknown;

    /// <summary>
    /// The same for a measurement that kept a coarse cell: where the successors leave several open, the middle of the cell decides among
    /// them, by the boundaries of that map. A cell is about 1.1 km wide, so that its answer is an estimate.
    /// </summary>
    public Restated Restate(string code, string? cell, DateOnly day, DateOnly asOf)
    {
        if (maps.Find(code, day) is not { } area)
        {
            return Restated.Unknown;
        }

        var known = maps.Restate(area, asOf);
        return
            known.Certainty is not Certainty.Full
            && RestateCell(cell, asOf) is { Code: { } found } estimate
            && maps.On(area, asOf).Any(open => open.Code == found)
            ? estimate
            : known;
    }

    /// <summary>The commune of another day's map in which the middle of a coarse cell lies, always an estimate.</summary>
    public Restated RestateCell(string? cell, DateOnly asOf) =>
        CoarseCell.TryMiddle(cell, out var latitude, out var longitude) && FindByLocation(latitude, longitude, asOf) is { } area
            ? new(area.Code, Certainty.Partial)
            : Restated.Unknown;

    public void Use(BoundaryIndex index) => boundaries = index;

    /// <summary>Another list, in place of the one at hand.</summary>
    public void Use(AreaList list) => maps = new AreaMaps(list);
}
