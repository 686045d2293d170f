using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Coverage;

/// <summary>What is read for black spots and plans, in the days that count.</summary>
/// <param name="db">The store.</param>
/// <param name="window">The days.</param>
/// <param name="demonstration">Whether simulated runs count, and only they.</param>
internal sealed class CoverageReading(HubDb db, Window window, bool demonstration)
{
    private const int DevicesOfAQuestion = 500;

    /// <summary>Failures that say something about the line. A refusal, a hidden page or a person who stopped it does not.</summary>
    private static readonly FailureReason?[] OfTheLine = [FailureReason.Unreachable, FailureReason.Broken, FailureReason.Stalled];

    private IQueryable<MeasurementRow> Rows =>
        db.Measurements.AsNoTracking().StartedBetween(window.Start, window.Finish).Where(row => row.IsDemonstration == demonstration);

    /// <summary>Every try by place.</summary>
    public async Task<PlaceTally> PlacesAsync(CancellationToken cancellationToken)
    {
        var tally = new PlaceTally();
        var located = Rows.Where(row => row.Cell != null && row.OperatorCode != null);
        await AddAsync(tally, located.Sound(), hasFailed: false, cancellationToken);
        await AddAsync(tally, located.Where(row => OfTheLine.Contains(row.FailureReason)), hasFailed: true, cancellationToken);
        var (start, finish) = (window.Start, window.Finish);
        var reports = db.NoSignalReports.AsNoTracking().Where(report => report.At >= start && report.At < finish);
        await foreach (var report in reports.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            tally.Add(
                new(report.Cell, report.Operator, Media.Mobile),
                report.Device,
                VietnamTime.DayOf(report.At),
                report.ProvinceCode,
                report.CommuneCode,
                hasFailed: true
            );
        }

        foreach (var some in tally.Unproved.Chunk(DevicesOfAQuestion).ToArray())
        {
            var known = Rows.Sound().Where(row => some.Contains(row.Device));
            foreach (var device in await known.Select(row => row.Device).Distinct().ToListAsync(cancellationToken))
            {
                tally.Prove(device);
            }
        }

        return tally;
    }

    /// <summary>The runs of a province that figures count, as the plan needs them.</summary>
    public Task<List<PlannedRun>> RunsAsync(string provinceCode, CancellationToken cancellationToken) =>
        Rows.Publishable()
            .Where(row => row.ProvinceCode == provinceCode && row.CommuneCode != null)
            .Select(row => new PlannedRun(row.Device, row.CommuneCode!, row.OperatorCode, row.Cell, row.StartedAt, row.DownMbps!.Value))
            .ToListAsync(cancellationToken);

    private static async Task AddAsync(
        PlaceTally tally,
        IQueryable<MeasurementRow> rows,
        bool hasFailed,
        CancellationToken cancellationToken
    )
    {
        var tries = rows.Select(row => new
        {
            row.Cell,
            row.OperatorCode,
            row.Access,
            row.Device,
            row.StartedAt,
            row.ProvinceCode,
            row.CommuneCode,
        });
        await foreach (var one in tries.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (Media.Of(one.Access) is { } medium)
            {
                tally.Add(
                    new(one.Cell!, one.OperatorCode!, medium),
                    one.Device,
                    VietnamTime.DayOf(one.StartedAt),
                    one.ProvinceCode,
                    one.CommuneCode,
                    hasFailed
                );
            }
        }
    }
}

/// <summary>The days that black spots and plans look at: the running month and the two before it, as on the area pages.</summary>
/// <param name="First">The first day.</param>
/// <param name="End">The first day that does not count any more.</param>
internal readonly record struct Window(DateOnly First, DateOnly End)
{
    public DateTimeOffset Start => VietnamTime.StartOf(First);

    public DateTimeOffset Finish => VietnamTime.StartOf(End);

    public static Window Until(DateOnly today) => new(new DateOnly(today.Year, today.Month, 1).AddMonths(-2), today.AddDays(1));
}
