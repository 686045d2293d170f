using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>
/// Counts who took part, once a minute, from the runs that came or were proved since. A device's month is always counted anew as a whole, so that counting
/// twice, on two hubs or after a crash changes nothing.
/// </summary>
internal sealed partial class CountParticipations(IDbContextFactory<HubDb> databases, TimeProvider time, ILogger<CountParticipations> log)
    : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(1);

    // A row carries the moment of its arrival, and is seen only after its commit: within 20 s, the longest write of the intake.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);
    private const int DevicesAtOnce = 200;

    /// <summary>What changed since it was last counted; returns the device-months that were looked at.</summary>
    public static async Task<int> RunAsync(HubDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mark = await db.Set<CountedUntil>().SingleOrDefaultAsync(one => one.Name == CountedUntil.OnlyName, cancellationToken);
        var since = (mark?.At ?? DateTimeOffset.UnixEpoch + Overlap) - Overlap;
        var arrived = db.Measurements.AsNoTracking().Where(row => row.ReferralCode != null && row.ReceivedAt >= since);
        var proved = db
            .RunRecords.AsNoTracking()
            .Where(record => record.IsJoined && record.ReceivedAt >= since)
            .Join(
                db.Measurements.AsNoTracking().Where(row => row.ReferralCode != null),
                record => record.Run,
                row => row.Id,
                (_, row) => row
            );
        var keys = new HashSet<(DateOnly Month, Guid Device)>();
        foreach (var rows in (IQueryable<MeasurementRow>[])[arrived, proved])
        {
            foreach (var run in await rows.Select(row => new { row.Device, row.StartedAt }).Distinct().ToListAsync(cancellationToken))
            {
                keys.Add((ChangedRuns.MonthOf(run.StartedAt), run.Device));
            }
        }

        await CountAsync(db, keys, cancellationToken);
        if (mark is null)
        {
            db.Add(new CountedUntil { At = now });
        }
        else
        {
            mark = await db.Set<CountedUntil>().SingleAsync(one => one.Name == CountedUntil.OnlyName, cancellationToken);
            mark.At = now;
        }

        await db.SaveChangesAsync(cancellationToken);
        return keys.Count;
    }

    /// <summary>The months of these devices, anew.</summary>
    private static async Task CountAsync(HubDb db, HashSet<(DateOnly Month, Guid Device)> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return;
        }

        var campaigns = await db.Campaigns.AsNoTracking().ToDictionaryAsync(one => one.Id, cancellationToken);
        foreach (var month in keys.GroupBy(key => key.Month, key => key.Device))
        {
            foreach (var devices in month.Chunk(DevicesAtOnce))
            {
                await CountAsync(db, campaigns, month.Key, devices, cancellationToken);
            }
        }
    }

    private static async Task CountAsync(
        HubDb db,
        Dictionary<Guid, Campaign> campaigns,
        DateOnly month,
        Guid[] devices,
        CancellationToken cancellationToken
    )
    {
        var runs = await db
            .Measurements.AsNoTracking()
            .StartedBetween(VietnamTime.StartOf(month), VietnamTime.StartOf(month.AddMonths(1)))
            .Where(row => row.ReferralCode != null && devices.Contains(row.Device))
            .ToListAsync(cancellationToken);
        var codes = runs.Select(run => run.ReferralCode!).Distinct(StringComparer.Ordinal).ToArray();
        var known = await db
            .ReferralCodes.AsNoTracking()
            .Where(row => codes.Contains(row.Code))
            .ToDictionaryAsync(row => row.Code, StringComparer.Ordinal, cancellationToken);
        var counted = runs.Where(run => known.ContainsKey(run.ReferralCode!))
            .Where(run => Counts(run, known[run.ReferralCode!]))
            .GroupBy(run => (run.Device, Code: run.ReferralCode!))
            .ToDictionary(group => group.Key, group => (Runs: group.Count(), group.MaxBy(run => run.StartedAt)!.Participant));
        var standing = await db
            .Participations.Where(one => one.Month == month && devices.Contains(one.Device))
            .ToDictionaryAsync(one => (one.Device, one.Code), cancellationToken);
        foreach (var (key, (count, participant)) in counted)
        {
            if (standing.Remove(key, out var there))
            {
                (there.Runs, there.Participant) = (count, participant);
                continue;
            }

            db.Add(
                new Participation
                {
                    Device = key.Device,
                    Code = key.Code,
                    Month = month,
                    Runs = count,
                    Participant = participant,
                }
            );
        }

        db.RemoveRange(standing.Values); // a run was disputed after all, or is gone
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();

        bool Counts(MeasurementRow run, ReferralCodeRow code) =>
            Standing.OfRun(run, new(code, campaigns[code.CampaignId], "", "")) is StandingReason.Counted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Spacing, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunSafelyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private async Task RunSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await RunAsync(db, time.GetUtcNow(), cancellationToken);
        }
        catch (Exception away) when (StoreFailure.Is(away) || away is DbUpdateConcurrencyException)
        {
            Log.Later(log, away); // away, or another hub counted the same device: the next minute finds out
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1511, LogLevel.Warning, "Who took part could not be counted now; trying again in a minute")]
        public static partial void Later(ILogger logger, Exception exception);
    }
}
