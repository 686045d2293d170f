using Ispeed.Hub.Areas;
using Ispeed.Hub.Demonstration;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication.OnRequest;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Home;

/// <summary>The provinces of which most is known, for the first page. Made beside the requests, so that nobody waits for them before measuring.</summary>
internal sealed partial class LatestFigures(
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    TimeProvider time,
    ILogger<LatestFigures> logger
) : BackgroundService
{
    private const int Most = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private volatile IReadOnlyList<(Area Area, Cell Cell)> provinces = [];

    public IReadOnlyList<(Area Area, Cell Cell)> Provinces => provinces;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Liveness: one round is a bounded number of queries; it ends with the hub.
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                provinces = await MakeAsync(stoppingToken);
            }
            catch (Exception away) when (StoreFailure.Is(away))
            {
                Log.Skipped(logger, away.GetBaseException().Message); // the page keeps what it has; the next round tries again
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<IReadOnlyList<(Area Area, Cell Cell)>> MakeAsync(CancellationToken cancellationToken)
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        var period = Period.LastThree(today);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (from, to) = (period.From, period.To);
        var demonstration = await db.IsDemonstrationAsync(cancellationToken);
        var busiest = await db
            .Measurements.AsNoTracking()
            .StartedBetween(from, to)
            .Where(row => row.IsDemonstration == demonstration && row.ProvinceCode != null)
            .Publishable()
            .GroupBy(row => row.ProvinceCode!)
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .Take(Most)
            .ToListAsync(cancellationToken);
        var found = new List<(Area Area, Cell Cell)>();
        foreach (var code in busiest)
        {
            if (areas.Find(code, today) is { } area)
            {
                var figures = await AreaFigures.ForAsync(db, area, period, cancellationToken);
                if (figures.All is { Withheld: Withholding.Shown, Down: not null } cell)
                {
                    found.Add((area, cell));
                }
            }
        }

        return found;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The first page keeps its old figures, because the database is away: {Reason}")]
        public static partial void Skipped(ILogger logger, string reason);
    }
}
