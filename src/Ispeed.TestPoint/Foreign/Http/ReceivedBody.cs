using System.Buffers;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Http;

/// <summary>An upload over HTTP: the whole body is read before it is answered, because clients take the answer as the end of the transfer.</summary>
internal sealed class ReceivedBody(
    DataChannel channel,
    Run run,
    Load load,
    RequestHead head,
    byte[] answer,
    PointLimits limits,
    PointCounters counters,
    TimeProvider time
) : HttpTransfer(channel, run, load, limits, time)
{
    private const int BufferBytes = 64 << 10;

    private readonly BodyReader body = new(head.IsChunked ? -1 : head.ContentLength, ForeignLimits.UploadBodyBytes);
    private long received;
    private long minRtt;

    public override void Tick(long now)
    {
        if (TcpSample.TryTake(Channel.Socket, out var sample))
        {
            Interlocked.Exchange(ref minRtt, sample.MinRtt);
        }

        Watch(now, Interlocked.Read(ref received));
    }

    public override StreamCount Count() => new(Interlocked.Read(ref received), 0, Interlocked.Read(ref minRtt), 0, CongestionControl);

    protected override async Task<ReadOnlyMemory<byte>?> CarryAsync(ReadOnlyMemory<byte> early, CancellationToken cancellationToken)
    {
        if (head.ExpectsContinue && early.Length == 0)
        {
            await Channel.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var (refusal, behind) = await ReadAsync(early, buffer, cancellationToken);
            if (refusal is not null || behind.Length > Limits.HeadBytes)
            {
                return await RefuseAsync(refusal ?? Refusal.TooLarge("Wait for the answer before the next request."), cancellationToken);
            }

            await Channel.SendAsync(answer, cancellationToken);
            if (head.KeepAlive)
            {
                return behind.ToArray(); // the buffer goes back
            }

            await Channel.CloseGentlyAsync(TimeSpan.FromSeconds(1), Time);
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<(Refusal? Refusal, ReadOnlyMemory<byte> Behind)> ReadAsync(
        ReadOnlyMemory<byte> piece,
        byte[] buffer,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var state = body.Take(piece.Span, out var taken, out var payload);
            if (payload > 0)
            {
                Load.Move(payload, Time.GetTimestamp());
                Interlocked.Add(ref received, payload);
                if (!Run.TrySpend(payload))
                {
                    Cut(CutReason.BudgetSpent);
                    return (Refusal.TooMuchOfPrefix, default);
                }
            }

            switch (state)
            {
                case BodyState.Ended:
                    return (null, piece[taken..]);
                case BodyState.Broken:
                    return (Refusal.Malformed("The chunks of the body cannot be read."), default);
                case BodyState.TooLarge:
                    return (Refusal.TooLarge("The limits are in spec/protocol.md."), default);
            }

            // Never more than the body where its length is known. Liveness: the ticker cuts what does not move.
            var room = (int)Math.Min(buffer.Length, body.Remaining ?? buffer.Length);
            var count = await Channel.ReceiveAsync(buffer.AsMemory(0, room), cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException("The body ended early.");
            }

            piece = buffer.AsMemory(0, count);
        }
    }

    private async Task<ReadOnlyMemory<byte>?> RefuseAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        counters.Refused(refusal);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), Time); // a cut stream's own token is cancelled already
        await Channel.SendAsync(HttpAnswer.Refuse(refusal), refusal == Refusal.TooMuchOfPrefix ? patience.Token : cancellationToken);
        await Channel.CloseGentlyAsync(TimeSpan.FromSeconds(1), Time);
        return null;
    }
}
