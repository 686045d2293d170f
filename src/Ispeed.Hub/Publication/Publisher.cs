using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>
/// Keeps figures up to date: looks every minute which months have changed and publishes them, less often where that takes long. One process at a time, whichever holds the lease; the
/// others look on.
/// </summary>
internal sealed partial class Publisher(
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    OperatorDirectory operators,
    TimeProvider time,
    ILogger<Publisher> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // A large month takes some seconds of all processors, however little has changed; requests shall have at least nine tenths of them.
    private const int PauseOverWork = 9;

    // A publisher that died is replaced after this; one that lives renews three times as often.
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);

    // The running month, and the one before it, whose results still come in.
    private const int MonthsHeld = 2;

    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<DateOnly, MonthState> states = [];

    /// <summary>Publishes what has changed; false when another process is doing it.</summary>
    /// <param name="progress">A line for whoever waits.</param>
    /// <param name="cancellationToken">Ends it; what was not published is published the next time.</param>
    public async Task<bool> PublishAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        // Liveness: one pass at a time in a process; each ends with its months.
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await WithLeaseAsync(
                async (holder, ending) =>
                {
                    foreach (var month in await PendingAsync(ending))
                    {
                        await PublishAsync(month, holder, progress, ending);
                    }
                },
                cancellationToken
            );
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Does something that only one publisher does at a time; false when another process has the lease.</summary>
    public async Task<bool> WithLeaseAsync(Func<Guid, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var holder = Guid.NewGuid();
        if (!await TakeAsync(holder, cancellationToken))
        {
            return false;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keeping = KeepAsync(holder, ending);
        try
        {
            await work(holder, ending.Token);
            return true;
        }
        catch (LeaseLost)
        {
            return false;
        }
        finally
        {
            await ending.CancelAsync();
            await keeping;
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            await Lease.GiveBackAsync(db, PublishMonth.LeaseName, holder, CancellationToken.None);
        }
    }

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var started = time.GetTimestamp();
                try
                {
                    await PublishAsync(line => Log.Published(log, line), stoppingToken);
                }
                catch (Exception away) when (StoreFailure.Is(away))
                {
                    Log.Away(log, away); // the marks stay; the next minute tries again
                }

                var pause = PauseOverWork * time.GetElapsedTime(started);
                await Task.Delay(pause > Every ? pause : Every, time, stoppingToken); // Liveness: nine times as long as the work that ended
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private async Task PublishAsync(DateOnly month, Guid holder, Action<string> progress, CancellationToken cancellationToken)
    {
        var state = states.GetValueOrDefault(month);
        states.Remove(month); // whatever goes wrong, what is held must not be half changed
        var publishing = new PublishMonth(databases, areas, operators, holder, progress);
        states[month] = await publishing.RunAsync(month, state, time.GetUtcNow(), cancellationToken);
        foreach (var old in states.Keys.OrderDescending().Skip(MonthsHeld).ToArray())
        {
            states.Remove(old);
        }
    }

    // Months with marks, and those that were published by other rules, another method or another list of areas.
    private async Task<List<DateOnly>> PendingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var marked = await db.Set<ChangedRuns>().Select(mark => mark.Month).Distinct().ToListAsync(cancellationToken);
        var asOf = areas.AsOf;
        var outdated = await db
            .PublishedMonths.Where(head =>
                head.Method != PublishMonth.Method || head.Rules != ScreeningRules.Version || head.AreasAsOf != asOf
            )
            .Select(head => head.Month)
            .ToListAsync(cancellationToken);
        return [.. marked.Union(outdated).OrderDescending()];
    }

    private async Task<bool> TakeAsync(Guid holder, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Lease.TakeAsync(db, PublishMonth.LeaseName, holder, time.GetUtcNow(), Held, cancellationToken);
    }

    // Renews while the work goes on; ends it when somebody else has taken over.
    private async Task KeepAsync(Guid holder, CancellationTokenSource ending)
    {
        using var timer = new PeriodicTimer(Held / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                if (!await TakeAsync(holder, ending.Token))
                {
                    await ending.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // the work is done
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            Log.Away(log, away); // the work itself finds out: it looks at the lease in every transaction
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Information, "Published {What}")]
        public static partial void Published(ILogger logger, string what);

        [LoggerMessage(
            1402,
            LogLevel.Warning,
            "Figures could not be brought up to date, because the database is away; the next minute tries again"
        )]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
