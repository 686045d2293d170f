using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Runs;

/// <summary>One direction of a run: all its streams on one clock that starts with the first payload byte.</summary>
internal sealed class Load(Direction direction, TimeProvider time)
{
    private const int StepMillis = 20; // as the method's own series

    private readonly List<RunStream> open = [];
    private readonly ByteSeries series = new();
    private long firstByteAt;
    private long moved;
    private long lastChangeMicros;
    private int opened;
    private int carried;
    private StreamCount ended;

    public Direction Direction { get; } = direction;

    public int Open => open.Count;

    public int Opened => opened;

    /// <summary>Payload bytes of all streams: handed to the sockets (down) or received (up).</summary>
    public long Moved => Interlocked.Read(ref moved);

    /// <summary>Microseconds since the first payload byte.</summary>
    public long Micros(long now)
    {
        var first = Interlocked.Read(ref firstByteAt);
        return first == 0 ? 0 : time.GetElapsedTime(first, now).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>Counts payload; called by the streams' loops, so it takes no lock.</summary>
    public void Move(long payload, long now)
    {
        if (Interlocked.Read(ref firstByteAt) == 0)
        {
            Interlocked.CompareExchange(ref firstByteAt, now, 0);
        }

        Interlocked.Add(ref moved, payload);
    }

    // What follows is called under the run's lock.
    public int Add(RunStream stream, long now)
    {
        Extend(now); // a pause before this stream stays a pause in the series
        open.Add(stream);
        return ++opened;
    }

    public void Remove(RunStream stream, long now)
    {
        if (!open.Remove(stream))
        {
            return;
        }

        stream.Tick(now);
        var count = stream.Count();
        carried += count.Bytes + count.InFlight > 0 ? 1 : 0;
        ended = Sum(ended, count);
        Extend(now);
    }

    public void Tick(long now)
    {
        if (open.Count == 0)
        {
            return;
        }

        foreach (var stream in open)
        {
            stream.Tick(now);
        }

        Extend(now);
    }

    public void Cut(CutReason reason)
    {
        foreach (var stream in open)
        {
            stream.Cut(reason);
        }
    }

    public void CollectEnds(List<Task> ends)
    {
        foreach (var stream in open)
        {
            ends.Add(stream.Ended);
        }
    }

    /// <summary>Null when no payload byte moved.</summary>
    public RunSide? ToSide()
    {
        var total = Total();
        return total.Bytes + total.InFlight == 0
            ? null
            : new(
                total.Bytes,
                total.InFlight,
                lastChangeMicros,
                carried,
                total.CongestionControl,
                total.MinRttMicros,
                total.BytesRetransmitted,
                StepMillis,
                UpToTheLastByte(),
                total.Limited.Busy,
                total.Limited.Receiver,
                total.Limited.Sender,
                total.Limited.Application
            );
    }

    // What a stream waits for after its last byte is no part of the load: as empty steps it would make every rate over the series too low.
    private long[] UpToTheLastByte()
    {
        var steps = series.Deltas(StepMillis * 1000);
        var last = Array.FindLastIndex(steps, bytes => bytes > 0);
        return steps[..(last + 1)];
    }

    private StreamCount Total()
    {
        var total = ended;
        foreach (var stream in open)
        {
            total = Sum(total, stream.Count());
        }

        return total;
    }

    private void Extend(long now)
    {
        var micros = Micros(now);
        if (micros == 0)
        {
            return;
        }

        var bytes = Total().Bytes;
        if (bytes > series.TotalBytes)
        {
            lastChangeMicros = micros;
        }

        series.TryAdd(micros, bytes);
    }

    private static StreamCount Sum(StreamCount left, StreamCount right) =>
        new(
            left.Bytes + right.Bytes,
            left.InFlight + right.InFlight,
            left.MinRttMicros == 0 || (right.MinRttMicros != 0 && right.MinRttMicros < left.MinRttMicros)
                ? right.MinRttMicros
                : left.MinRttMicros,
            left.BytesRetransmitted + right.BytesRetransmitted,
            left.CongestionControl ?? right.CongestionControl,
            left.Limited + right.Limited
        );
}
