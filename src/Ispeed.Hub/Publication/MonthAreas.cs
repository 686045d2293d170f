using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Publication;

/// <summary>An area that figures are of, in one of its versions.</summary>
internal sealed record FiguredArea(FigureLevel Level, string Code, DateOnly From, int Parent, string? ParentCode);

/// <summary>The areas in which a month was measured, numbered as they appear; 0 is the nation.</summary>
internal sealed class MonthAreas(AreaDirectory directory)
{
    private readonly List<FiguredArea> areas = [new(FigureLevel.Nation, Figure.Nation, Figure.NationFrom, -1, null)];
    private readonly Dictionary<(string Code, DateOnly From), int> numbers = [];

    public int Count => areas.Count;

    public FiguredArea this[int number] => areas[number];

    /// <summary>The smallest area of a run that existed on its day; the nation for one whose areas did not.</summary>
    public int NumberOf(in RunRow row)
    {
        var day = VietnamTime.DayOf(row.StartedAt);
        return Find(row.Commune, day) ?? Find(row.District, day) ?? Find(row.Province, day) ?? 0;
    }

    /// <summary>The area itself or the one above it that has the level; null where there is none.</summary>
    public int? At(int number, FigureLevel level)
    {
        while (areas[number].Level > level)
        {
            number = areas[number].Parent;
        }

        return areas[number].Level == level ? number : null;
    }

    /// <summary>The areas directly below one, ascending.</summary>
    public IEnumerable<int> Below(int number) => Enumerable.Range(0, areas.Count).Where(other => areas[other].Parent == number);

    private int? Find(string? code, DateOnly day) => code is not null && directory.Find(code, day) is { } area ? NumberOf(area, day) : null;

    private int NumberOf(Area area, DateOnly day)
    {
        if (numbers.TryGetValue((area.Code, area.ValidFrom), out var known))
        {
            return known;
        }

        var settled = directory.Settled(area, day);
        if (settled != area)
        {
            return numbers[(area.Code, area.ValidFrom)] = NumberOf(settled, settled.ValidFrom);
        }

        var parent = area.ParentCode is { } above && directory.Find(above, day) is { } found ? NumberOf(found, day) : 0;
        areas.Add(new(LevelOf(area.Level), area.Code, area.ValidFrom, parent, areas[parent].Code));
        return numbers[(area.Code, area.ValidFrom)] = areas.Count - 1;
    }

    private static FigureLevel LevelOf(AreaLevel level) =>
        level switch
        {
            AreaLevel.Province => FigureLevel.Province,
            AreaLevel.District => FigureLevel.District,
            _ => FigureLevel.Commune,
        };
}
