using System.Buffers;
using System.Net;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>One connection: requests one after the other, until one becomes a stream or a refusal ends it.</summary>
internal sealed class Connection(DataChannel channel, IPAddress address, DataRouter router, PointLimits limits, TimeProvider time)
{
    private byte[] buffer = [];
    private int filled;

    public async Task ServeAsync(CancellationToken stopping)
    {
        Answer answer;
        buffer = ArrayPool<byte>.Shared.Rent(Limits.HeadBytes + Limits.BodyBytes);
        try
        {
            answer = await AnswerAsync(stopping);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (answer.Serve is { } serve)
        {
            await serve(answer.Early);
        }
        else if (answer.Bytes.Length > 0)
        {
            await channel.SendAsync(answer.Bytes, stopping);
            await channel.CloseGentlyAsync(TimeSpan.FromSeconds(1), time);
        }
    }

    /// <summary>Answers requests until there is a last answer: a refusal, a closed connection, or the switch to a stream.</summary>
    private async Task<Answer> AnswerAsync(CancellationToken stopping)
    {
        var first = true;
        while (true)
        {
            // Liveness: the whole head, TLS included, within the head time, however slowly it drips.
            using var patience = new CancellationTokenSource(limits.HeadTime, time);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
            if (first)
            {
                await channel.BeginAsync(waiting.Token);
            }

            first = false;
            var (head, refusal) = await ReadHeadAsync(waiting.Token);
            if (refusal is not null)
            {
                return new(router.Refuse(refusal));
            }

            if (head is null)
            {
                return default; // the client has closed
            }

            var answer = await router.AnswerAsync(head, channel, address);
            if (answer.Exchange is { } exchange)
            {
                // Liveness: an exchange has limits of its own, for it may last as long as a load.
                if (await exchange(buffer.AsMemory(head.Length, filled - head.Length), stopping) is not { } behind)
                {
                    return default;
                }

                behind.Span.CopyTo(buffer);
                filled = behind.Length;
                continue;
            }

            if (answer.Serve is not null)
            {
                return answer with { Early = buffer.AsMemory(head.Length, filled - head.Length).ToArray() };
            }

            if (!answer.KeepAlive)
            {
                return answer;
            }

            await SkipAsync(head.Length + (int)Math.Max(0, head.ContentLength), waiting.Token);
            await channel.SendAsync(answer.Bytes, waiting.Token);
        }
    }

    private async Task<(RequestHead? Head, Refusal? Refusal)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (RequestHead.TryRead(buffer.AsSpan(0, filled), out var head))
            {
                case HeadRead.Whole:
                    return (head, null);
                case HeadRead.Invalid:
                    return (null, Refusal.Malformed("Send an HTTP/1.1 request as RFC 9112 has it, without Transfer-Encoding."));
                case HeadRead.TooLarge:
                    return (null, Refusal.TooLarge("The limits are in spec/protocol.md."));
            }

            var count = await channel.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (count == 0)
            {
                return (null, null);
            }

            filled += count;
        }
    }

    /// <summary>Takes a request, its body included, out of the buffer. No request of the protocol has a body that is looked at.</summary>
    private async Task SkipAsync(int length, CancellationToken cancellationToken)
    {
        while (filled < length)
        {
            var count = await channel.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException("The body ended early.");
            }

            filled += count;
        }

        buffer.AsSpan(length, filled - length).CopyTo(buffer);
        filled -= length;
    }
}

/// <summary>What is sent for a request, and what becomes of the connection.</summary>
/// <param name="Bytes">Head and body.</param>
/// <param name="KeepAlive">Whether another request may follow.</param>
/// <param name="Serve">The stream that the connection becomes; it owns the connection from then on, and is given what came behind the request.</param>
/// <param name="Early">Bytes that came behind the request.</param>
/// <param name="Exchange">Reads the body, answers by itself, and gives back what came behind: the next request. Null from it ends the connection.</param>
internal readonly record struct Answer(
    ReadOnlyMemory<byte> Bytes,
    bool KeepAlive = false,
    Func<ReadOnlyMemory<byte>, Task>? Serve = null,
    ReadOnlyMemory<byte> Early = default,
    Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>?>>? Exchange = null
);
