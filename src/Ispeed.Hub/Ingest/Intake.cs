using System.Collections.Concurrent;
using Ispeed.Hub.Measurements;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>Something that came in and waits to be written; answered only when it is on the disk.</summary>
internal abstract record Incoming
{
    private Incoming() { }

    private readonly TaskCompletionSource<IntakeOutcome> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IntakeOutcome> Answer => answer.Task;

    public abstract Guid Run { get; }

    public void Resolve(IntakeOutcome outcome) => answer.TrySetResult(outcome);

    /// <summary>A client's result, ready to be stored.</summary>
    public sealed record Result(Submission Submission, string Content, MeasurementRow Row, SignedRecord? Record) : Incoming
    {
        public override Guid Run => Row.Id;
    }

    /// <summary>A test point's record.</summary>
    public sealed record Sealed(SignedRecord Record) : Incoming
    {
        public override Guid Run => Record.Content.Run;
    }
}

/// <summary>A record whose signature was checked.</summary>
internal sealed record SignedRecord(RunRecord Content, string Token);

/// <summary>What became of it.</summary>
internal abstract record IntakeOutcome
{
    private IntakeOutcome() { }

    public sealed record Stored(Proof Proof) : IntakeOutcome;

    public sealed record StoredBefore(Proof Proof) : IntakeOutcome;

    public sealed record IdTaken : IntakeOutcome;

    /// <summary>The database takes everything but this: sending it again would not help.</summary>
    public sealed record NotTaken : IntakeOutcome;

    public sealed record Full : IntakeOutcome;

    public sealed record Unavailable : IntakeOutcome;
}

/// <summary>The one way to the disk: a bounded queue before one writer, because one transaction for many results costs little more than one for one.</summary>
internal sealed class Intake : IDisposable
{
    // 4,096 results are a second of writing; beyond it a client is told to come again, and keeps its result.
    private readonly BlockingCollection<Incoming> queue = new(4096);

    /// <summary>Returns after the commit, or with the reason why there is none. A caller that gives up does not undo the writing.</summary>
    public async Task<IntakeOutcome> StoreAsync(Incoming incoming, CancellationToken cancellationToken) =>
        TryAdd(incoming)
            ? await incoming.Answer.WaitAsync(cancellationToken) // Liveness: the writer answers every item, failing ones within its command timeout
            : new IntakeOutcome.Full();

    /// <summary>What waits, the oldest first; waits for the first one. Empty when the intake is closed and everything is taken.</summary>
    public List<Incoming> Take(int most)
    {
        var batch = new List<Incoming>();
        // Liveness: until something comes or the program ends; the writer's own thread has nothing else to do.
        if (queue.TryTake(out var first, Timeout.Infinite))
        {
            batch.Add(first);
            while (batch.Count < most && queue.TryTake(out var next))
            {
                batch.Add(next);
            }
        }

        return batch;
    }

    /// <summary>Takes nothing more in; what waits is still written and answered.</summary>
    public void Close() => queue.CompleteAdding();

    public void Dispose() => queue.Dispose();

    private bool TryAdd(Incoming incoming)
    {
        try
        {
            return !queue.IsAddingCompleted && queue.TryAdd(incoming);
        }
        catch (InvalidOperationException) when (queue.IsAddingCompleted)
        {
            return false; // closed in between: the program ends
        }
    }
}
