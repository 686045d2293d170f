using System.Text.Json;
using System.Threading.Channels;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>An ndt7 stream as a client has it: one connection for each direction.</summary>
internal sealed class NdtStream : ForeignStream
{
    private const string Subprotocol = "net.measurementlab.ndt.v7";
    private const string Metadata = "?client_name=ispeed-cli&client_library_name=ispeed";
    private const int ReadBytes = 262_144;

    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly FrameReader reader;
    private readonly byte[] ahead;
    private readonly UploadFrame? load;
    private readonly UploadAllowance allowance;
    private readonly Channel<(long Micros, long Bytes)> reports = Channel.CreateUnbounded<(long, long)>(new() { SingleReader = true });
    private byte[]? pong;
    private bool closed;
    private readonly long ackedBefore;
    private long reported;

    private NdtStream(PointConnection connection, byte[] ahead, UploadFrame? load, UploadAllowance allowance, TimeProvider time)
        : base(connection, time)
    {
        this.ahead = ahead;
        this.load = load;
        this.allowance = allowance;
        ackedBefore = connection.BytesAcked ?? 0;
        reader = new(OnText, OnControl);
    }

    /// <summary>Whether this is an upload, whose bytes only the server knows.</summary>
    public bool IsReporting => load is not null;

    /// <summary>Upload: what the server's kernel had received, on its clock. At most ten a second for at most fifteen seconds.</summary>
    public ChannelReader<(long Micros, long Bytes)> Reports => reports.Reader;

    public override long Bytes => load is null ? reader.BinaryBytes : Volatile.Read(ref reported);

    /// <summary>Upload: what the server's kernel acknowledged, heads and TLS included; null where this kernel does not say.</summary>
    public long? Acknowledged => Connection.BytesAcked is { } acked ? Math.Max(0, acked - ackedBefore) : null;

    public static async Task<NdtStream> OpenAsync(
        PointAddress address,
        Direction direction,
        long budget,
        TrafficMeter meter,
        Random random,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var path = (direction == Direction.Down ? "/ndt/v7/download" : "/ndt/v7/upload") + Metadata;
        var (connection, ahead) = await PointRequest
            .UpgradeAsync(address, path, Subprotocol, meter, random, time, cancellationToken)
            .ConfigureAwait(false);
        return new(connection, ahead, direction == Direction.Up ? new UploadFrame(random) : null, new(budget), time);
    }

    /// <summary>The bytes and the time of a server's measurement; null where it says neither. Never throws.</summary>
    public static (long Micros, long Bytes)? TryReadReceived(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            using var message = JsonDocument.ParseValue(ref json);
            return
                message.RootElement.ValueKind == JsonValueKind.Object
                && message.RootElement.TryGetProperty("TCPInfo", out var tcp)
                && tcp.ValueKind == JsonValueKind.Object
                && tcp.TryGetProperty("BytesReceived", out var bytes)
                && bytes.ValueKind == JsonValueKind.Number
                && bytes.TryGetInt64(out var received)
                && tcp.TryGetProperty("ElapsedTime", out var elapsed)
                && elapsed.ValueKind == JsonValueKind.Number
                && elapsed.TryGetInt64(out var micros)
                && received >= 0
                && micros > 0
                ? (micros, received)
                : null;
        }
        catch (JsonException)
        {
            return null; // no measurement: the next one may be
        }
    }

    protected override async Task CarryAsync(CancellationToken cancellationToken)
    {
        if (load is null)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = WriteAsync(load, end.Token);
        try
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false); // Liveness: a write ends with the token that was just cancelled
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[ReadBytes];
        Take(ahead);

        // Liveness: ends when the server closes, when this side drops the connection, or by the token; who waits for bytes watches the stall time.
        while (!closed)
        {
            var count = await Connection.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw PointFailure.Broken();
            }

            Take(buffer.AsSpan(0, count));
            if (load is null && !allowance.TryTake(count))
            {
                return; // the budget is spent: nothing more is read
            }

            if (pong is { } answer)
            {
                pong = null;
                await SendAsync(Frame(FrameKind.Pong, answer), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(UploadFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            while (!IsStopping && !closed && allowance.TryTake(UploadFrame.PayloadBytes))
            {
                await SendAsync(frame.Bytes, cancellationToken).ConfigureAwait(false);
                NoteFirstByte();
            }
        }
        catch (PointFailure)
        {
            // the reader of this connection finds the same, and the close frame before it
        }
        catch (OperationCanceledException)
        {
            // the stream is over
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        // Liveness: a writer that cannot go on ends when the connection is dropped, or by the token.
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Connection.SendAsync(frame, metered: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (!reader.Take(bytes))
        {
            throw PointFailure.Protocol("a frame that WebSocket forbids");
        }

        if (reader.BinaryBytes > 0)
        {
            NoteFirstByte();
        }
    }

    private void OnText(ReadOnlySpan<byte> text)
    {
        if (load is not null && TryReadReceived(text) is { } known)
        {
            Volatile.Write(ref reported, known.Bytes);
            reports.Writer.TryWrite(known);
        }
    }

    private void OnControl(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        closed |= kind == FrameKind.Close;
        pong = kind == FrameKind.Ping ? payload.ToArray() : pong;
    }

    private static byte[] Frame(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        const uint Mask = 0x2B7E1516; // any key serves: what is sent is neither secret nor chosen by others
        var bytes = new byte[WebSocketFrame.LongestHead + payload.Length];
        var head = WebSocketFrame.Write(bytes, kind, payload.Length, Mask);
        payload.CopyTo(bytes.AsSpan(head));
        WebSocketFrame.ApplyMask(bytes.AsSpan(head, payload.Length), Mask);
        return bytes[..(head + payload.Length)];
    }
}
