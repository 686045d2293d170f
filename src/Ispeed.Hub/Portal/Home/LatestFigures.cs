using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Home;

/// <summary>The provinces of which most is known, for the first page. Read beside the requests, so that nobody waits for them before measuring.</summary>
internal sealed partial class LatestFigures(
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    TimeProvider time,
    ILogger<LatestFigures> logger
) : BackgroundService
{
    private const int Most = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private volatile Latest latest = new(default, []);

    /// <summary>The month that they are of.</summary>
    public DateOnly Month => latest.Month;

    public IReadOnlyList<(Area Area, PartFigures Figures)> Provinces => latest.Provinces;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Liveness: one round is three queries; it ends with the hub.
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                latest = await ReadAsync(stoppingToken);
            }
            catch (Exception away) when (StoreFailure.Is(away))
            {
                Log.Skipped(logger, away.GetBaseException().Message); // the page keeps what it has; the next round tries again
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Latest> ReadAsync(CancellationToken cancellationToken)
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var month = await LatestMonth.OfAsync(db, today, cancellationToken);
        var nation = await AreaFigures.ReadAsync(db, Figure.Nation, Figure.NationFrom, month, cancellationToken);
        return new(
            month.First,
            [
                .. nation
                    .Parts.Where(part => part is { Withheld: Withholding.Shown, DownMbps: not null })
                    .OrderByDescending(part => part.Samples)
                    .Select(part => (Area: areas.Find(part.Code, month.Last), part))
                    .Where(pair => pair.Area is not null)
                    .Take(Most)
                    .Select(pair => (pair.Area!, pair.part)),
            ]
        );
    }

    private sealed record Latest(DateOnly Month, IReadOnlyList<(Area Area, PartFigures Figures)> Provinces);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The first page keeps its old figures, because the database is away: {Reason}")]
        public static partial void Skipped(ILogger logger, string reason);
    }
}
