using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Store;

/// <summary>Whether the hub can take a result now: the database is there, has every migration and can be written.</summary>
internal sealed partial class Readiness(IDbContextFactory<HubDb> databases, TimeProvider time, ILogger<Readiness> log) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim one = new(1);
    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;
    private string? reason;

    /// <summary>Null when ready, else the sentence why not. One look a second at most, so that asking costs the database nothing.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - lookedAt >= Fresh)
            {
                reason = await LookAsync(cancellationToken);
                lookedAt = time.GetUtcNow();
            }

            return reason;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        // Liveness: a database that does not answer within 5 s counts as away.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            await using var db = await databases.CreateDbContextAsync(limit.Token);
            if ((await db.Database.GetPendingMigrationsAsync(limit.Token)).Any())
            {
                return "The database lacks migrations of this version. Start this hub once with the right to change tables.";
            }

            var now = time.GetUtcNow();
            var written = await db.Set<StoreCheck>()
                .Where(check => check.Name == "ready")
                .ExecuteUpdateAsync(set => set.SetProperty(check => check.At, now), limit.Token);
            if (written == 0)
            {
                db.Add(new StoreCheck { Name = "ready", At = now });
                await db.SaveChangesAsync(limit.Token);
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Slow(log, Longest.TotalSeconds);
            return "The database did not answer within 5 s.";
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            Log.Away(log, away);
            return "The database cannot be reached or written.";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "The database did not answer within {Seconds} s")]
        public static partial void Slow(ILogger logger, double seconds);

        [LoggerMessage(1002, LogLevel.Warning, "The database cannot be reached or written")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
