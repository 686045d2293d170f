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

    /// <summary>Takes the next message; false when there is none to be sent now.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> frame, out int payload)
    {
        lock (gate)
        {
            payload = UploadFrames.SizeFor(window.BytesPerMilli * MessageMillis);
            if (rule.BudgetBytes - sent < payload || sent - received + payload > window.Bytes)
            {
                frame = default;
                return false;
            }

            sent += payload;
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
