using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>All published figures of an area in a month, and the head figures of the areas directly below it.</summary>
/// <param name="AreaCode">The area in the version of <paramref name="AreaFrom"/>.</param>
/// <param name="AreaFrom">Codes were given out anew: the day tells which area is meant.</param>
/// <param name="Month">Its name.</param>
/// <param name="Method">Versions of the statistics and of the method of measurement; null where the month is not published.</param>
/// <param name="Rules">Version of the rules that runs were screened by.</param>
/// <param name="ComputedAt">When the month's figures were made.</param>
/// <param name="IsDemonstration">Made of simulated measurements.</param>
/// <param name="Runs">What became of the area's runs.</param>
/// <param name="Operators">All operators together, then each that occurs.</param>
/// <param name="Rankings">Where the operators stand, by access; none where they cannot be compared.</param>
/// <param name="Parts">The areas directly below that have runs, by code.</param>
internal sealed record AreaFigures(
    string AreaCode,
    DateOnly AreaFrom,
    string Month,
    string? Method,
    int? Rules,
    DateTimeOffset? ComputedAt,
    bool IsDemonstration,
    AreaRuns Runs,
    IReadOnlyList<OperatorCells> Operators,
    IReadOnlyList<Ranking> Rankings,
    IReadOnlyList<PartFigures> Parts
)
{
    /// <summary>A cell over all operators; null where nobody measured.</summary>
    public Cell? At(string access, string hours = Figure.AllHours) => Of(Figure.AllOperators)?.At(access, hours);

    public OperatorCells? Of(string code) => Operators.FirstOrDefault(one => one.Operator == code);

    /// <summary>Reads them; without figures where the month or the area has none.</summary>
    public static Task<AreaFigures> ReadAsync(HubDb db, Area area, Period period, CancellationToken cancellationToken) =>
        ReadAsync(db, area.Code, area.ValidFrom, period, cancellationToken);

    /// <summary>Likewise, for the nation too.</summary>
    public static async Task<AreaFigures> ReadAsync(
        HubDb db,
        string code,
        DateOnly from,
        Period period,
        CancellationToken cancellationToken
    )
    {
        if (await PublishedFigures.HeadAsync(db, period.First, release: null, cancellationToken) is not { } head)
        {
            return new(code, from, period.Name, null, null, null, false, AreaRuns.None, [], [], []);
        }

        var rows = db.Figures.AsNoTracking().SeenBy(db, period.First, head.Generation);
        var own = await rows.Where(row => row.AreaCode == code && row.AreaFrom == from).ToListAsync(cancellationToken);
        var below = await rows.Where(row => row.ParentCode == code && row.Operator == Figure.AllOperators).ToListAsync(cancellationToken);
        var contents = own.Select(row => (row.Operator, Content: FigureContent.Read(row.Content))).ToList();
        return new(
            code,
            from,
            period.Name,
            head.Method,
            head.Rules,
            head.ComputedAt,
            head.IsDemonstration,
            contents.Select(one => one.Content.Runs).FirstOrDefault(runs => runs is not null) ?? AreaRuns.None,
            [
                .. contents
                    .Select(one => new OperatorCells(one.Operator, one.Content.Cells))
                    .OrderByDescending(one => one.Operator == Figure.AllOperators)
                    .ThenByDescending(one => one.At(Figure.AllAccesses)?.Samples ?? 0) // the order does not rank what is hidden: that has no count
                    .ThenBy(one => one.Operator, StringComparer.Ordinal),
            ],
            contents.Select(one => one.Content.Rankings).FirstOrDefault(rankings => rankings is not null) ?? [],
            [.. below.Select(PartFigures.Of).OrderBy(part => part.Code, StringComparer.Ordinal)]
        );
    }
}

/// <summary>The cells of one operator, or of all.</summary>
internal sealed record OperatorCells(string Operator, IReadOnlyList<Cell> Cells)
{
    public Cell? At(string access, string hours = Figure.AllHours) =>
        Cells.FirstOrDefault(cell => cell.Access == access && cell.Hours == hours);
}

/// <summary>An area in the list of the one above it: how much is known, and the median where enough is.</summary>
internal sealed record PartFigures(
    string Code,
    DateOnly From,
    int Samples,
    Tier Tier,
    int MissingToOfficial,
    Withholding Withheld,
    QuantileEstimate? DownMbps,
    QuantileEstimate? UpMbps
)
{
    public static PartFigures Of(FigureRow row)
    {
        var all = FigureContent.Read(row.Content).Cells.First(cell => cell.Access == Figure.AllAccesses && cell.Hours == Figure.AllHours);
        var samples = all.Samples ?? 0;
        return new(
            row.AreaCode,
            row.AreaFrom,
            samples,
            Tiers.Of(samples),
            Tiers.MissingToOfficial(samples),
            all.Withheld,
            all.Down?.Median,
            all.Up?.Median
        );
    }
}
