using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Areas;

/// <summary>Puts the boundaries of the database in place at start and after an import, which another process makes.</summary>
internal sealed partial class BoundaryWatch(
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    TimeProvider time,
    ILogger<BoundaryWatch> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private (int Count, DateTimeOffset? Newest) seen;

    /// <summary>Loads the boundaries when they have changed since the last look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.AreaBoundaries;
        var now = (
            await rows.CountAsync(cancellationToken),
            await rows.MaxAsync(row => (DateTimeOffset?)row.ImportedAt, cancellationToken)
        );
        if (now == seen)
        {
            return;
        }

        areas.Use(new BoundaryIndex(await rows.AsNoTracking().ToListAsync(cancellationToken)));
        seen = now;
        Log.Loaded(log, areas.BoundaryCount);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Liveness: ends with the host; a look that the database refuses is made again a minute later.
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception away) when (StoreFailure.Is(away)) // readiness tells people; points are placed with what is loaded
            {
                Log.Away(log, away);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "{Count} boundaries loaded")]
        public static partial void Loaded(ILogger logger, int count);

        [LoggerMessage(2002, LogLevel.Warning, "Boundaries could not be read")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
