using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.SmallAreas;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>An area's months, newest first, as they are published, and how the newest compares with the same month of the year before.</summary>
/// <param name="Months">Only those that are published, in which the area has runs, and in which its ground was the same (<see cref="AreaInMonth"/>).</param>
/// <param name="Year">Null where either month has no interval of its own.</param>
/// <param name="Breaks">What makes months before and after it two different things.</param>
internal sealed record AreaTrend(IReadOnlyList<TrendMonth> Months, Change? Year, IReadOnlyList<Break> Breaks)
{
    /// <summary>A year, and the month that its first is compared with.</summary>
    public const int MonthsShown = 13;

    /// <summary>Communes were cut anew and districts abolished (Resolution 202/2025/QH15 and those of each province).</summary>
    public static readonly Break Boundaries = new(new(2025, 7, 1), "boundaries");

    /// <summary>Reads the months up to one.</summary>
    public static async Task<AreaTrend> ReadAsync(
        HubDb db,
        AreaDirectory directory,
        Area area,
        Period last,
        CancellationToken cancellationToken
    )
    {
        var first = last.First.AddMonths(1 - MonthsShown);
        var end = last.First;
        var same = Enumerable
            .Range(0, MonthsShown)
            .Select(back => last.First.AddMonths(-back))
            .ToDictionary(month => month, month => directory.SameGround(area, month));
        var codes = same.Values.OfType<Area>().Select(one => one.Code).Distinct(StringComparer.Ordinal).ToArray();
        var heads = db.PublishedMonths;
        var rows = await db
            .Figures.AsNoTracking()
            .Where(row => row.Month >= first && row.Month <= end)
            .Where(row => codes.Contains(row.AreaCode) && row.Operator == Figure.AllOperators)
            .Where(row => heads.Any(head => head.Month == row.Month && head.Generation >= row.Generation))
            .ToListAsync(cancellationToken);
        var months = rows.Where(row => same[row.Month] is { } one && one.Code == row.AreaCode && one.ValidFrom == row.AreaFrom)
            .GroupBy(row => row.Month)
            .Select(month => month.MaxBy(row => row.Generation)!)
            .Where(row => row.Content.Length > 0)
            .OrderByDescending(row => row.Month)
            .Select(row => new TrendMonth(row.Month, PartFigures.Of(row), HasOwn(row)))
            .ToList();
        return new(
            months,
            months is [var newest, ..] && months.Find(month => month.Month == newest.Month.AddYears(-1)) is { } before
                ? Between(before, newest)
                : null,
            Change.Within([Boundaries], first, end)
        );
    }

    /// <summary>
    /// Later over earlier, from the two published medians and intervals (<see cref="MedianRatio.OfIndependent"/>): a year later hardly a device is the same.
    /// Null without intervals of the areas' own.
    /// </summary>
    public static Change? Between(TrendMonth earlier, TrendMonth later) =>
        earlier.IsDirect
        && later.IsDirect
        && earlier.Figures.DownMbps is { Value: > 0 } before
        && later.Figures.DownMbps is { Value: > 0 } after
        && MedianRatio.OfIndependent(after, before) is { Interval: not null } ratio
            ? new(ratio.Ratio, ratio.Interval, Change.Within([Boundaries], earlier.Month, later.Month))
            : null;

    private static bool HasOwn(FigureRow row) =>
        FigureContent
            .Read(row.Content)
            .Cells.First(cell => cell.Access == Figure.AllAccesses && cell.Hours == Figure.AllHours)
            .Down?.Estimator is Estimator.Direct;
}

/// <summary>One month of an area.</summary>
/// <param name="Month">The first day.</param>
/// <param name="Figures">Its head figures.</param>
/// <param name="IsDirect">Whether its median is the area's own and not drawn towards others.</param>
internal sealed record TrendMonth(DateOnly Month, PartFigures Figures, bool IsDirect);
