using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.SmallAreas;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>An area's months, newest first, as they are published, and how the newest compares with the same month of the year before.</summary>
/// <param name="Months">Only those that are published and in which the area has runs.</param>
/// <param name="Year">Null where either month has no interval of its own.</param>
/// <param name="Breaks">What makes months before and after it two different things.</param>
internal sealed record AreaTrend(IReadOnlyList<TrendMonth> Months, Change? Year, IReadOnlyList<Break> Breaks)
{
    /// <summary>A year, and the month that its first is compared with.</summary>
    public const int MonthsShown = 13;

    /// <summary>Communes were cut anew and districts abolished (Resolution 202/2025/QH15 and those of each province).</summary>
    public static readonly Break Boundaries = new(new(2025, 7, 1), "boundaries");

    /// <summary>Reads the months up to one.</summary>
    public static async Task<AreaTrend> ReadAsync(HubDb db, Area area, Period last, CancellationToken cancellationToken)
    {
        var first = last.First.AddMonths(1 - MonthsShown);
        var end = last.First;
        var (code, from) = (area.Code, area.ValidFrom);
        var heads = db.PublishedMonths;
        var rows = await db
            .Figures.AsNoTracking()
            .Where(row => row.Month >= first && row.Month <= end)
            .Where(row => row.AreaCode == code && row.AreaFrom == from && row.Operator == Figure.AllOperators)
            .Where(row => heads.Any(head => head.Month == row.Month && head.Generation >= row.Generation))
            .ToListAsync(cancellationToken);
        var months = rows.GroupBy(row => row.Month)
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
    /// Later over earlier, from the two published medians and intervals: on the log scale the half-widths add as squares, as for independent samples. Devices that
    /// measured in both months make the true interval narrower, so this one errs on the careful side. Null without intervals of the areas' own.
    /// </summary>
    public static Change? Between(TrendMonth earlier, TrendMonth later)
    {
        if (
            !earlier.IsDirect
            || !later.IsDirect
            || earlier.Figures.DownMbps is not { Value: > 0, Interval: { Low: > 0 } before } first
            || later.Figures.DownMbps is not { Value: > 0, Interval: { Low: > 0 } after } second
        )
        {
            return null;
        }

        var ratio = second.Value / first.Value;
        var down = Together(second.Value / after.Low, before.High / first.Value);
        var up = Together(after.High / second.Value, first.Value / before.Low);
        return new(ratio, new(ratio / down, ratio * up), Change.Within([Boundaries], earlier.Month, later.Month));
    }

    private static double Together(double one, double other) => Math.Exp(Math.Sqrt(Squared(Math.Log(one)) + Squared(Math.Log(other))));

    private static double Squared(double value) => value * value;

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
