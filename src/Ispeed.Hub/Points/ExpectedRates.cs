using System.Collections.Frozen;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Points;

/// <summary>
/// What a run will hardly exceed, so that a test point reserves it: the 95th percentile of the devices of the same operator and access where
/// enough have measured, else what is usual for the access.
/// </summary>
internal sealed partial class ExpectedRates(IDbContextFactory<HubDb> databases, TimeProvider time, ILogger<ExpectedRates> log) : IDisposable
{
    /// <summary>Devices below which a 95th percentile is a matter of chance: with 100, five lie above it.</summary>
    public const int FewestDevices = 100;

    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(28);

    // The latest runs, half a second of one core and some 10 MB once an hour.
    private const int MostRuns = 50_000;

    /// <summary>More than any access is sold with: a few wrong figures must not reserve a whole point.</summary>
    private static readonly BitRate Most = BitRate.FromMbps(1000);

    private readonly SemaphoreSlim gate = new(1);
    private FrozenDictionary<(string Operator, Access Access), BitRate> own = FrozenDictionary<(string, Access), BitRate>.Empty;
    private DateTimeOffset madeAt = DateTimeOffset.MinValue;

    /// <summary>
    /// Mobile: above the 90th percentiles that 10,000 tests of 4G (110) and 5G (564 Mbit/s) had in the mobilebandwidth data of 2021, rounded up; 2G and 3G: the
    /// technology's own end (EDGE, HSPA+). Fixed and Wi-Fi: the fastest plan that is common in Viet Nam; where nothing is known, the same.
    /// </summary>
    public static BitRate Usual(Access access) =>
        BitRate.FromMbps(
            access switch
            {
                Access.Mobile2G => 1,
                Access.Mobile3G => 20,
                Access.Mobile4G => 150,
                Access.Mobile5G => 600,
                _ => 300,
            }
        );

    public async Task<BitRate> OfAsync(Access access, string? operatorCode, CancellationToken cancellationToken)
    {
        // Whoever comes first after an hour makes them anew; the others go on with the old ones meanwhile.
        if (time.GetUtcNow() - madeAt > KeptFor && await gate.WaitAsync(0, cancellationToken))
        {
            try
            {
                own = await MakeAsync(cancellationToken);
                madeAt = time.GetUtcNow();
            }
            catch (Exception away) when (StoreFailure.Is(away))
            {
                Log.Kept(log, away.GetBaseException().Message); // a ticket needs no percentile: the old or the usual rate does
            }
            finally
            {
                gate.Release();
            }
        }

        return operatorCode is not null && own.TryGetValue((operatorCode, access), out var rate) ? rate : Usual(access);
    }

    public void Dispose() => gate.Dispose();

    private async Task<FrozenDictionary<(string, Access), BitRate>> MakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var (since, until) = (now - LookedBack, now + TimedId.Slack);
        var runs = await db
            .Measurements.AsNoTracking()
            .StartedBetween(since, until)
            .Where(row => !row.IsDemonstration && row.OperatorCode != null)
            .Unflagged(db)
            .OrderByDescending(row => row.StartedAt)
            .Take(MostRuns)
            .Select(row => new
            {
                row.Device,
                Operator = row.OperatorCode!,
                row.Access,
                Mbps = Math.Max(row.DownMbps!.Value, row.UpMbps ?? 0),
            })
            .ToListAsync(cancellationToken);
        return runs.GroupBy(run => (run.Operator, run.Access))
            .Select(group => (group.Key, Samples: DeviceSamples.Of(group.Select(run => (run.Device, run.Mbps)))))
            .Where(cell => cell.Samples.Length >= FewestDevices)
            .ToFrozenDictionary(cell => cell.Key, cell => Bounded(Quantile.Of(cell.Samples, 0.95), cell.Key.Access));
    }

    private static BitRate Bounded(double mbps, Access access) => BitRate.FromMbps(Math.Clamp(mbps, Usual(access).Mbps / 4, Most.Mbps));

    private static partial class Log
    {
        [LoggerMessage(1203, LogLevel.Warning, "The rates that test points reserve could not be made anew: {Reason}")]
        public static partial void Kept(ILogger logger, string reason);
    }
}
