using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Areas;

/// <summary>Puts what was imported in place at start and after an import, which another process makes: changes of the list, and boundaries.</summary>
internal sealed partial class AreaWatch(IDbContextFactory<HubDb> databases, AreaDirectory areas, TimeProvider time, ILogger<AreaWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly AreaList shipped = areas.List;
    private (int Boundaries, DateTimeOffset? Newest, int Amendments) seen;

    /// <summary>Loads what was imported when it has changed since the last look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.AreaBoundaries;
        var now = (
            await rows.CountAsync(cancellationToken),
            await rows.MaxAsync(row => (DateTimeOffset?)row.ImportedAt, cancellationToken),
            await db.AreaAmendments.CountAsync(cancellationToken)
        );
        if (now == seen)
        {
            return;
        }

        if (now.Item3 != seen.Amendments)
        {
            areas.Use(await ImportedAsync(db, shipped, cancellationToken));
        }

        areas.Use(new BoundaryIndex(await rows.AsNoTracking().ToListAsync(cancellationToken), areas));
        seen = now;
        Log.Loaded(log, areas.BoundaryCount, now.Item3);
    }

    /// <summary>The list with everything that was imported.</summary>
    public static async Task<AreaList> ImportedAsync(HubDb db, AreaList shipped, CancellationToken cancellationToken)
    {
        var rows = await db.AreaAmendments.AsNoTracking().ToListAsync(cancellationToken);
        return rows.OrderBy(row => row.ImportedAt).Aggregate(shipped, (list, row) => row.Read().On(list));
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
        [LoggerMessage(2001, LogLevel.Information, "{Boundaries} boundaries and {Amendments} imported changes of areas loaded")]
        public static partial void Loaded(ILogger logger, int boundaries, int amendments);

        [LoggerMessage(2002, LogLevel.Warning, "Imported areas could not be read")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
