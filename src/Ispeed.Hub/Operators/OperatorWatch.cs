using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Operators;

/// <summary>Puts the tables in place that an administrator changed, at start and after a change that another process made.</summary>
internal sealed partial class OperatorWatch(
    IDbContextFactory<HubDb> databases,
    OperatorDirectory operators,
    DataFolder folder,
    TimeProvider time,
    ILogger<OperatorWatch> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private int seenEntries;
    private DateTime seenFile;

    /// <summary>Loads what has changed since the last look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var written = File.GetLastWriteTimeUtc(folder.File(RefreshNetworks.FileName));
        if (written != seenFile)
        {
            seenFile = written;
            if (RefreshNetworks.ReadKept(folder) is { } kept && kept.Date >= operators.AsOf)
            {
                operators.Use(kept);
                Log.Refreshed(log, kept.Networks, kept.Date);
            }
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var entries = await db.OperatorEntries.CountAsync(cancellationToken);
        if (entries != seenEntries)
        {
            operators.Use(EditOperators.TimelineOf(operators.Shipped, await EditOperators.MadeAsync(db, cancellationToken)));
            seenEntries = entries;
            Log.Changed(log, entries);
        }
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
            catch (Exception away) when (StoreFailure.Is(away)) // readiness tells people; networks are found with what is loaded
            {
                Log.Away(log, away);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "{Networks} networks as of {Day} loaded from the data folder")]
        public static partial void Refreshed(ILogger logger, int networks, DateOnly day);

        [LoggerMessage(2102, LogLevel.Information, "{Count} changes of the operator tables loaded")]
        public static partial void Changed(ILogger logger, int count);

        [LoggerMessage(2103, LogLevel.Warning, "Changes of the operator tables could not be read")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
