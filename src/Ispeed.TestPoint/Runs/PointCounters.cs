using System.Collections.Concurrent;
using Ispeed.Measure;

namespace Ispeed.TestPoint.Runs;

/// <summary>What the point has done since its start, for /metrics.</summary>
internal sealed class PointCounters
{
    private readonly long[] cuts = new long[Enum.GetValues<CutReason>().Length];
    private readonly ConcurrentDictionary<string, long> refusals = new(StringComparer.Ordinal);
    private long downBytes;
    private long upBytes;
    private long runsStarted;
    private long runsSealed;
    private long probesAnswered;
    private long probesDropped;
    private long recordsDelivered;
    private long recordsRefused;
    private int downStreams;
    private int upStreams;
    private int connections;

    public long RunsStarted => Interlocked.Read(ref runsStarted);

    public long RunsSealed => Interlocked.Read(ref runsSealed);

    public long ProbesAnswered => Interlocked.Read(ref probesAnswered);

    public long ProbesDropped => Interlocked.Read(ref probesDropped);

    public long RecordsDelivered => Interlocked.Read(ref recordsDelivered);

    public long RecordsRefused => Interlocked.Read(ref recordsRefused);

    public int Connections => Volatile.Read(ref connections);

    public IEnumerable<KeyValuePair<string, long>> Refusals => refusals;

    public long Bytes(Direction direction) => direction == Direction.Down ? Interlocked.Read(ref downBytes) : Interlocked.Read(ref upBytes);

    public int Streams(Direction direction) => direction == Direction.Down ? Volatile.Read(ref downStreams) : Volatile.Read(ref upStreams);

    public long Cuts(CutReason reason) => Interlocked.Read(ref cuts[(int)reason]);

    public void RunStarted() => Interlocked.Increment(ref runsStarted);

    public void RunSealed() => Interlocked.Increment(ref runsSealed);

    public void ProbeAnswered() => Interlocked.Increment(ref probesAnswered);

    public void ProbeDropped() => Interlocked.Increment(ref probesDropped);

    public void RecordDelivered() => Interlocked.Increment(ref recordsDelivered);

    public void RecordRefused() => Interlocked.Increment(ref recordsRefused);

    public void Refused(Refusal refusal) => refusals.AddOrUpdate(refusal.Code, 1, static (_, count) => count + 1);

    public void ConnectionOpened() => Interlocked.Increment(ref connections);

    public void ConnectionClosed() => Interlocked.Decrement(ref connections);

    public void StreamOpened(Direction direction) =>
        _ = direction == Direction.Down ? Interlocked.Increment(ref downStreams) : Interlocked.Increment(ref upStreams);

    public void StreamEnded(Direction direction, CutReason reason, long bytes)
    {
        Interlocked.Increment(ref cuts[(int)reason]);
        if (direction == Direction.Down)
        {
            Interlocked.Decrement(ref downStreams);
            Interlocked.Add(ref downBytes, bytes);
        }
        else
        {
            Interlocked.Decrement(ref upStreams);
            Interlocked.Add(ref upBytes, bytes);
        }
    }
}
