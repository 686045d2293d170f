namespace Ispeed.TestPoint.Runs;

/// <summary>What one stream contributes to its run's record.</summary>
/// <param name="Bytes">Payload bytes acknowledged (down) or received (up).</param>
/// <param name="InFlight">Payload bytes sent and not acknowledged.</param>
/// <param name="MinRttMicros">0 where the kernel does not say.</param>
/// <param name="BytesRetransmitted">0 for an upload.</param>
/// <param name="CongestionControl">Of the socket; null where the kernel does not say.</param>
/// <param name="Limited">What held the sending back; nothing for an upload.</param>
internal readonly record struct StreamCount(
    long Bytes,
    long InFlight,
    long MinRttMicros,
    long BytesRetransmitted,
    string? CongestionControl,
    LimitedTimes Limited = default
);

/// <summary>Microseconds with data outstanding, and the parts of them in which something else than the path held the sender back.</summary>
internal readonly record struct LimitedTimes(long Busy, long Receiver, long Sender, long Application)
{
    public static LimitedTimes operator +(LimitedTimes left, LimitedTimes right) =>
        new(left.Busy + right.Busy, left.Receiver + right.Receiver, left.Sender + right.Sender, left.Application + right.Application);

    public static LimitedTimes operator -(LimitedTimes left, LimitedTimes right) =>
        new(left.Busy - right.Busy, left.Receiver - right.Receiver, left.Sender - right.Sender, left.Application - right.Application);
}

/// <summary>A load stream as its run sees it: it is looked at every sample spacing, counted, and cut.</summary>
internal abstract class RunStream : IDisposable
{
    private readonly CancellationTokenSource cutting = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int cut = -1;

    /// <summary>Cancelled when the stream must end at once.</summary>
    public CancellationToken Cutting => cutting.Token;

    public Task Ended => ended.Task;

    /// <summary>The first reason wins.</summary>
    public CutReason Reason => cut < 0 ? CutReason.Finished : (CutReason)cut;

    /// <summary>Looks at the socket and at the clock; called by the run's ticker, one at a time.</summary>
    public abstract void Tick(long now);

    public abstract StreamCount Count();

    public void Cut(CutReason reason)
    {
        if (Interlocked.CompareExchange(ref cut, (int)reason, -1) == -1 && !ended.Task.IsCompleted)
        {
            // Not inline: whoever cuts may hold the run's lock, which the end of the stream takes.
            _ = cutting.CancelAsync();
        }
    }

    public void End() => ended.TrySetResult();

    public void Dispose()
    {
        cutting.Dispose();
        GC.SuppressFinalize(this);
    }
}
