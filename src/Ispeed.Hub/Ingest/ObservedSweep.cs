using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Points;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Ingest;

/// <summary>Runs of which no client told: after a grace they are kept as observed. A result that still comes replaces the row.</summary>
internal sealed partial class ObservedSweep(
    IDbContextFactory<HubDb> databases,
    OperatorDirectory operators,
    HubCountry country,
    TimeProvider time,
    ILogger<ObservedSweep> log
) : BackgroundService
{
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(1);
    private const int MostAtOnce = 500;

    /// <summary>Keeps what waits longer than the grace; returns how many runs it looked at.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var before = now - Grace;
        var alone = await db
            .RunRecords.Where(row => !row.IsJoined && row.ReceivedAt < before)
            .OrderBy(row => row.ReceivedAt)
            .Take(MostAtOnce)
            .ToListAsync(cancellationToken);
        if (alone.Count == 0)
        {
            return 0;
        }

        var runs = alone.Select(row => row.Run).Distinct().ToArray();
        var told = (
            await db.Measurements.Where(row => runs.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellationToken)
        ).ToHashSet();
        var points = PointFacts.ReadAll(db);
        var made = new List<MeasurementRow>();
        foreach (var stored in alone)
        {
            stored.IsJoined = true;
            if (told.Add(stored.Run) && SignedText.Record(stored.Token) is { } record)
            {
                var (row, point) = (SubmissionRows.RowOf(record, now), points.GetValueOrDefault(record.Point));
                row.TakeRecord(record, sim: null, operators);
                row.TakePoint(record.Point, point, country);
                row.LimitedBy = FoundLimits.Of(record, point, row.NetworkKind is NetworkKind.Hosting or NetworkKind.Vpn);
                db.Add(row);
                made.Add(row);
            }
        }

        db.AddRange(ChangedRuns.Of(made, now));

        await db.SaveChangesAsync(cancellationToken);
        return alone.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Spacing, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepSafelyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private async Task SweepSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await SweepAsync(cancellationToken) == MostAtOnce)
            {
                // Liveness: each round takes 500 runs off a finite list
            }
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            Log.Later(log, away); // away, or a result came at the same moment: the next minute finds out
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1311, LogLevel.Warning, "Runs without a result could not be kept now; trying again in a minute")]
        public static partial void Later(ILogger logger, Exception exception);
    }
}
