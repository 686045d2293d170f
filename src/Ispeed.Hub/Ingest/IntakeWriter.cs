using Ispeed.Hub.Store;

namespace Ispeed.Hub.Ingest;

/// <summary>
/// Takes what waits, at most 512 at a time, and writes it in one transaction. Everybody is answered after the commit. On a thread of its own: on the pool each
/// answer of the database would wait behind the requests that are being checked, and the database stand idle meanwhile.
/// </summary>
internal sealed partial class IntakeWriter(Intake intake, IntakeBatch batches, ILogger<IntakeWriter> log) : BackgroundService
{
    private const int MostAtOnce = 512;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Requests that wait are answered before the program ends: closing lets the loop drain the queue and then stop.
        await using var closing = stoppingToken.Register(intake.Close);
        await Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void WriteAll()
    {
        while (intake.Take(MostAtOnce) is { Count: > 0 } batch)
        {
            Write(batch);
        }
    }

    // Liveness: each split halves the batch, one item is tried twice, and each try has its own limit.
    private void Write(IReadOnlyList<Incoming> batch, bool isAgain = false)
    {
        try
        {
            batches.Write(batch);
        }
        catch (Exception one) when (StoreFailure.IsOfOneRow(one))
        {
            WithoutTheOne(batch, isAgain, one);
        }
        catch (Exception away) when (StoreFailure.Is(away) || away is TimeoutException)
        {
            Log.Away(log, batch.Count, away);
            Resolve(batch, new IntakeOutcome.Unavailable());
        }
        catch (Exception defect) // the worker's edge: a defect must not end the intake of everybody after it
        {
            Log.Failed(log, batch.Count, defect);
            Resolve(batch, new IntakeOutcome.Unavailable());
        }
    }

    // One of these cannot be written, or another hub wrote it at the same moment, which reading again tells. The others must not wait for it.
    private void WithoutTheOne(IReadOnlyList<Incoming> batch, bool isAgain, Exception reason)
    {
        if (batch.Count > 1)
        {
            Write([.. batch.Take(batch.Count / 2)]);
            Write([.. batch.Skip(batch.Count / 2)]);
        }
        else if (!isAgain)
        {
            Write(batch, isAgain: true);
        }
        else
        {
            Log.NotTaken(log, batch[0].Run, reason);
            Resolve(batch, new IntakeOutcome.NotTaken());
        }
    }

    private static void Resolve(IReadOnlyList<Incoming> batch, IntakeOutcome outcome)
    {
        foreach (var incoming in batch)
        {
            incoming.Resolve(outcome);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Error, "{Count} results or records could not be written; their senders were told to keep them")]
        public static partial void Away(ILogger logger, int count, Exception exception);

        [LoggerMessage(1302, LogLevel.Critical, "Writing {Count} results or records failed by a defect")]
        public static partial void Failed(ILogger logger, int count, Exception exception);

        [LoggerMessage(1303, LogLevel.Error, "The database does not take the result or record of run {Run}")]
        public static partial void NotTaken(ILogger logger, Guid run, Exception exception);
    }
}
