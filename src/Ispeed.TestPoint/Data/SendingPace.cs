using System.Text.Json;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

/// <summary>Follows a client's wishes for one download stream: to use up what is queued on the way before it ends, or to send only so much and wait.</summary>
/// <remarks>
/// A sender in start-up keeps two to three bandwidth-delay products on the way. At the stop all of that still crosses the line and is billed. Told in time, the sender
/// lets the queue in front of the bottleneck carry the last moments: the receiver sees the same rate, the tail is one round trip instead of three.
/// </remarks>
internal sealed class SendingPace(DataChannel channel, TimeProvider time)
{
    private const double UsedShare = 0.5; // of the queue: two streams that share a line take turns, and an idle line would show in the figure
    private const double LeastShare = 0.05; // of the rate: the acknowledgements must not stop
    private const int Kept = 6; // ticks over which the rate is taken

    private readonly Lock gate = new();
    private readonly (long At, long Acked)[] ticks = new (long, long)[Kept];
    private int ticked;
    private long pacedUntil; // timestamp; 0 while nothing is bounded
    private long allowed = long.MaxValue;
    private TaskCompletionSource? waiting;

    /// <summary>Reads a text message; anything that is no wish is none.</summary>
    public void Read(ReadOnlySpan<byte> text)
    {
        LoadWish? wish;
        try
        {
            wish = JsonSerializer.Deserialize(text, MeasureJson.Default.ClientMessage)?.Wish;
        }
        catch (JsonException)
        {
            return; // a measurement of a client of another make, or half of a long one
        }

        if (wish is { EndsIn: > 0 and var micros })
        {
            BoundUntil(TimeSpan.FromMicroseconds(Math.Min(micros, 1_000_000)));
        }

        if (wish is { Send: >= 0 and var bytes })
        {
            Allow(bytes);
        }
    }

    /// <summary>Looks at the stream; called at every tick.</summary>
    public void Tick(in TcpSample sample, long now)
    {
        lock (gate)
        {
            ticks[ticked++ % Kept] = (now, sample.BytesAcked);
            if (pacedUntil != 0 && now >= pacedUntil)
            {
                pacedUntil = 0;
                TcpSample.BoundPace(channel.Socket, long.MaxValue);
            }
        }
    }

    /// <summary>Takes payload off what the client allows; false when it has to wait.</summary>
    public bool TryTake(int bytes)
    {
        lock (gate)
        {
            if (allowed == long.MaxValue)
            {
                return true;
            }

            if (allowed <= 0)
            {
                return false;
            }

            allowed -= bytes; // the last message may go beyond: it is small beside what was allowed
            return true;
        }
    }

    /// <summary>Waits until the client allows more.</summary>
    public Task WaitAsync(CancellationToken cutting)
    {
        lock (gate)
        {
            if (allowed > 0)
            {
                return Task.CompletedTask;
            }

            waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiting.Task.WaitAsync(cutting); // Liveness: the ticker cuts a stream on which nothing moves
        }
    }

    /// <summary>Lets a waiting sender look again: the stream ends.</summary>
    public void Release() => Allow(long.MaxValue);

    private void Allow(long bytes)
    {
        lock (gate)
        {
            var isSample = allowed <= 0 && bytes is > 0 and < long.MaxValue;
            allowed = bytes;
            if (isSample)
            {
                TcpSample.StartUpAgain(channel.Socket);
            }

            if (bytes > 0)
            {
                waiting?.TrySetResult();
                waiting = null;
            }
        }
    }

    private void BoundUntil(TimeSpan ending)
    {
        if (!TcpSample.TryTake(channel.Socket, out var sample))
        {
            return; // no kernel view, no bound
        }

        lock (gate)
        {
            var now = time.GetTimestamp();
            var (at, acked) = ticks[ticked >= Kept ? ticked % Kept : 0];
            var seconds = time.GetElapsedTime(at, now).TotalSeconds;
            if (ticked == 0 || seconds <= 0)
            {
                return; // too early to know a rate
            }

            var rate = (sample.BytesAcked - acked) / seconds;
            // What is under way beyond the round trip lies in a queue only as far as the round trips have become longer: the rest is acknowledgements on their way back in bunches.
            var underWay = sample.BytesLeft - sample.BytesAcked - rate * sample.MinRtt / 1e6;
            var queued = Math.Min(underWay, rate * (sample.Rtt - sample.MinRtt) / 1e6);
            if (queued <= 0 || rate <= 0)
            {
                return;
            }

            var pace = Math.Max(rate * LeastShare, rate - queued * UsedShare / ending.TotalSeconds);
            pacedUntil = now + (long)(ending.TotalSeconds * time.TimestampFrequency);
            TcpSample.BoundPace(channel.Socket, (long)pace);
        }
    }
}
