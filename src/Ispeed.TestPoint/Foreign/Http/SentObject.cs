using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Http;

/// <summary>A download over HTTP: a head and so many random bytes.</summary>
internal sealed class SentObject(
    DataChannel channel,
    Run run,
    Load load,
    ReadOnlyMemory<byte> head,
    long bytes,
    bool keepAlive,
    PointLimits limits,
    TimeProvider time
) : HttpTransfer(channel, run, load, limits, time)
{
    private const int PieceBytes = 256 << 10;
    private const int NotSentBytes = 512 << 10; // what an abandoned download leaves in the buffer

    private static readonly ReadOnlyMemory<byte> Payload = LoadFrames.OfStep(LoadFrames.LastStep)[
        ^Measure.Wire.Limits.LargestMessageBytes..
    ];

    private readonly Lock gate = new();
    private TcpSample first;
    private TcpSample sample;
    private bool hasSample;
    private long preamble;
    private long wire;
    private long sent;

    public override void Tick(long now)
    {
        lock (gate)
        {
            if (TcpSample.TryTake(Channel.Socket, out var taken))
            {
                (sample, hasSample) = (taken, true);
            }

            Watch(now, hasSample ? sample.BytesAcked : sent);
        }
    }

    // Of a download that is whole everything counts: a client that asks again on this connection has it all.
    public override StreamCount Count()
    {
        lock (gate)
        {
            var acked = hasSample && sent < bytes ? ToPayload(sample.BytesAcked) : sent;
            return new(
                acked,
                sent - acked,
                hasSample ? sample.MinRtt : 0,
                hasSample ? Math.Max(0, sample.BytesRetransmitted - first.BytesRetransmitted) : 0,
                CongestionControl,
                hasSample ? sample.Limited - first.Limited : default
            );
        }
    }

    protected override async Task<ReadOnlyMemory<byte>?> CarryAsync(ReadOnlyMemory<byte> early, CancellationToken cancellationToken)
    {
        TcpSample.BoundNotSent(Channel.Socket, NotSentBytes);
        await Channel.SendAsync(head, cancellationToken);
        lock (gate)
        {
            preamble = wire = Channel.SocketBytesSent;
            hasSample = TcpSample.TryTake(Channel.Socket, out first);
            sample = first;
        }

        while (sent < bytes)
        {
            var at = (int)(sent % Payload.Length);
            var size = (int)Math.Min(Math.Min(PieceBytes, Payload.Length - at), bytes - sent);
            if (!Run.TrySpend(size))
            {
                Cut(CutReason.BudgetSpent);
                Channel.Reset(); // a body that cannot become whole must not look as if it were
                return null;
            }

            Load.Move(size, Time.GetTimestamp());
            await Channel.SendAsync(Payload.Slice(at, size), cancellationToken);
            lock (gate)
            {
                sent += size;
                wire = Channel.SocketBytesSent;
            }
        }

        if (keepAlive)
        {
            return early;
        }

        await Channel.CloseGentlyAsync(TimeSpan.FromSeconds(1), Time);
        return null;
    }

    // Called under the gate.
    private long ToPayload(long socketBytes)
    {
        var (part, whole) = (socketBytes - preamble, wire - preamble);
        return part <= 0 ? 0
            : part >= whole ? sent
            : (long)((Int128)sent * part / whole);
    }
}
