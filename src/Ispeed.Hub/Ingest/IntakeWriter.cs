using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Ingest;

/// <summary>Takes what waits, at most 512 at a time, and writes it in one transaction. Everybody is answered after the commit.</summary>
internal sealed partial class IntakeWriter(Intake intake, IntakeBatch batches, ILogger<IntakeWriter> log) : BackgroundService
{
    private const int MostAtOnce = 512;

    // Liveness: a transaction that takes longer counts as a database that is away.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Requests that wait are answered before the program ends: closing lets the loop drain the queue and then stop.
        await using var closing = stoppingToken.Register(intake.Close);
        var batch = new List<Incoming>(MostAtOnce);
        while (await intake.Waiting.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostAtOnce && intake.Waiting.TryRead(out var incoming))
            {
                batch.Add(incoming);
            }

            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<Incoming> batch)
    {
        using var limit = new CancellationTokenSource(LongestWrite);
        try
        {
            await batches.WriteAsync(batch, limit.Token);
        }
        catch (DbUpdateException taken) when (StoreFailure.IsConflict(taken))
        {
            await OneByOneAsync(batch, limit.Token); // another hub wrote one of these at the same moment; alone, each finds out
        }
        catch (Exception away) when (StoreFailure.Is(away) || away is OperationCanceledException)
        {
            Log.Away(log, batch.Count, away);
            Refuse(batch);
        }
        catch (Exception defect) // the worker's edge: a defect must not end the intake of everybody after it
        {
            Log.Failed(log, batch.Count, defect);
            Refuse(batch);
        }
    }

    private async Task OneByOneAsync(List<Incoming> batch, CancellationToken cancellationToken)
    {
        foreach (var incoming in batch)
        {
            try
            {
                await batches.WriteAsync([incoming], cancellationToken);
            }
            catch (Exception away) when (StoreFailure.Is(away) || away is OperationCanceledException)
            {
                Log.Away(log, 1, away);
                Refuse([incoming]);
            }
        }
    }

    private static void Refuse(List<Incoming> batch)
    {
        foreach (var incoming in batch)
        {
            incoming.Resolve(new IntakeOutcome.Unavailable());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Error, "{Count} results or records could not be written; their senders were told to keep them")]
        public static partial void Away(ILogger logger, int count, Exception exception);

        [LoggerMessage(1302, LogLevel.Critical, "Writing {Count} results or records failed by a defect")]
        public static partial void Failed(ILogger logger, int count, Exception exception);
    }
}
