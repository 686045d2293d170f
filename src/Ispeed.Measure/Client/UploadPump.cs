using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Hands out what the streams of an upload may send: as much as the window and the budget allow. A stream whose socket is full asks for nothing, so the others get its part.</summary>
internal sealed class UploadPump(StopRuleOptions rule, Random random)
{
    private const double MessageMillis = 10; // of the line's rate: no message delays what is counted for longer

    private readonly UploadFrames frames = new(random);
    private readonly SendWindow window = new(rule.RttMicros / 1000.0);
    private readonly Lock gate = new();
    private long sent;
    private long received;
    private long[]? allowed; // of each stream, while the line is sampled
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Payload bytes handed to the kernel.</summary>
    public long Sent
    {
        get
        {
            lock (gate)
            {
                return sent;
            }
        }
    }

    /// <summary>The receiver has so many bytes.</summary>
    public void Reported(RunFacts facts)
    {
        lock (gate)
        {
            window.Reported(facts.RunTime / 1000.0, facts.RunBytes);
            received = Math.Max(received, facts.RunBytes);
        }

        Wake();
    }

    /// <summary>The line is sampled: each stream may send so many payload bytes, whatever the window says; its last message may go a little beyond.</summary>
    /// <remarks>Each its part: one that took all would have to open its own window first.</remarks>
    public void Allow(long bytesOfEach, int streams)
    {
        lock (gate)
        {
            allowed = new long[streams];
            Array.Fill(allowed, bytesOfEach);
        }

        Wake();
    }

    /// <summary>Takes the next message; false when there is none to be sent now.</summary>
    public bool TryTake(int stream, out ReadOnlyMemory<byte> frame, out int payload)
    {
        lock (gate)
        {
            var left = allowed?[stream];
            payload = UploadFrames.SizeFor(Math.Min(window.BytesPerMilli * MessageMillis, left ?? double.MaxValue));
            if (rule.BudgetBytes - sent < payload || left <= 0 || (left is null && sent - received + payload > window.Bytes))
            {
                frame = default;
                return false;
            }

            sent += payload;
            if (allowed is not null)
            {
                allowed[stream] -= payload;
            }

            frame = frames.Of(payload);
            return true;
        }
    }

    /// <summary>Waits until there may be something to send.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return more.Task.WaitAsync(cancellationToken); // Liveness: every report wakes, and the run's token ends it
        }
    }

    private void Wake()
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            waiting = more;
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.TrySetResult();
    }
}
