using System.Buffers.Binary;
using System.Text.Json;
using System.Threading.Channels;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>One stream of a load. It counts, reads the point's reports and can be dropped; when to stop is decided elsewhere.</summary>
internal sealed class LoadStream : IDisposable
{
    private const int ReadBytes = 262_144; // several bandwidth-delay products of a good line in one read

    private readonly PointConnection connection;
    private readonly ChannelWriter<RunFacts> reports;
    private readonly TimeProvider time;
    private readonly FrameReader reader;
    private byte[] ahead;
    private long firstByteAt;
    private volatile bool leftStartUp;
    private volatile bool ended;
    private volatile bool stopping;
    private volatile PointFailure? failure;
    private volatile ThroughputMessage? lastReport;

    private LoadStream(PointConnection connection, byte[] ahead, ChannelWriter<RunFacts> reports, TimeProvider time)
    {
        this.connection = connection;
        this.ahead = ahead;
        this.reports = reports;
        this.time = time;
        reader = new FrameReader(OnText, OnControl);
    }

    /// <summary>Payload bytes received.</summary>
    public long Received => reader.BinaryBytes;

    /// <summary>The last whole report of the test point; null before one.</summary>
    public ThroughputMessage? LastReport => lastReport;

    /// <summary>What this device's kernel says of the connection as a sender.</summary>
    public SenderView? Sender => connection.Sender;

    /// <summary>Congestion control of this device's socket.</summary>
    public string? CongestionControl => connection.CongestionControl;

    /// <summary>Timestamp of the first payload byte, 0 before.</summary>
    public long FirstByteAt => Volatile.Read(ref firstByteAt);

    /// <summary>Whether the point said that its congestion control left slow start.</summary>
    public bool LeftStartUp => leftStartUp;

    /// <summary>Whether the point ended the stream as agreed.</summary>
    public bool Ended => ended;

    /// <summary>What broke the stream, null as long as it works.</summary>
    public PointFailure? Failure => failure;

    public static async Task<LoadStream> OpenAsync(
        PointAddress address,
        string pathAndQuery,
        ChannelWriter<RunFacts> reports,
        TrafficMeter meter,
        Random random,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        const string Subprotocol = "net.measurementlab.throughput.v1";
        var (connection, ahead) = await PointRequest
            .UpgradeAsync(address, pathAndQuery, Subprotocol, meter, random, time, cancellationToken)
            .ConfigureAwait(false);
        return new(connection, ahead, reports, time);
    }

    /// <summary>Sends the first text, which a held stream waits for.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var go = JsonSerializer.SerializeToUtf8Bytes(new ClientMessage(null), MeasureJson.Default.ClientMessage);
        await SendSmallAsync(FrameKind.Text, go, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the point for something; one that does not know the wish goes on as it was.</summary>
    public async Task WishAsync(LoadWish wish, CancellationToken cancellationToken)
    {
        try
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(new ClientMessage(wish), MeasureJson.Default.ClientMessage);
            await SendSmallAsync(FrameKind.Text, text, cancellationToken).ConfigureAwait(false);
        }
        catch (PointFailure)
        {
            // the stream is gone; its reader says why
        }
    }

    /// <summary>Reads until the stream ends; whatever ends it is kept, not thrown.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[ReadBytes];
        try
        {
            Take(ahead);
            ahead = [];

            // Liveness: ends when the point closes, when this side drops the connection, or by the token; who waits for bytes watches the stall time.
            while (!ended)
            {
                var count = await connection.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    throw PointFailure.Broken();
                }

                Take(buffer.AsSpan(0, count));
            }
        }
        catch (PointFailure broken)
        {
            failure = stopping || ended ? null : broken; // an end that was asked for is not a failure
        }
        catch (OperationCanceledException)
        {
            ended = true; // the run is over
        }
    }

    /// <summary>Sends what the pump hands out until the stream is stopped.</summary>
    public async Task WriteAsync(UploadPump pump, int number, CancellationToken cancellationToken)
    {
        try
        {
            connection.FillSegments();

            // Liveness: a write that cannot go on ends when the connection is dropped, a wait by the next report or by the token.
            while (!stopping)
            {
                var waiting = pump.WaitAsync(cancellationToken); // before the question, so that no report is missed between the two
                if (pump.TryTake(number, out var frame, out _))
                {
                    await connection.SendAsync(frame, metered: false, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await waiting.ConfigureAwait(false);
                }
            }
        }
        catch (PointFailure broken)
        {
            failure = stopping || ended ? null : broken;
        }
        catch (OperationCanceledException)
        {
            ended = true; // the run is over
        }
    }

    /// <summary>Asks the point to throw its queue away; what is under way still arrives and is counted.</summary>
    public async Task AskToDropAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        var code = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(code, WebSocketFrame.DropQueue);
        try
        {
            await SendSmallAsync(FrameKind.Close, code, cancellationToken).ConfigureAwait(false);
        }
        catch (PointFailure)
        {
            // the stream is gone already, which is what was wanted
        }
    }

    /// <summary>Ends the stream with a reset.</summary>
    public void Drop()
    {
        stopping = true;
        connection.Drop();
    }

    public void Dispose() => connection.Dispose();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        var before = reader.BinaryBytes;
        if (!reader.Take(bytes))
        {
            throw PointFailure.Protocol("a frame that WebSocket forbids");
        }

        if (before == 0 && reader.BinaryBytes > 0)
        {
            Volatile.Write(ref firstByteAt, time.GetTimestamp());
        }
    }

    private void OnText(ReadOnlySpan<byte> text)
    {
        try
        {
            var report = JsonSerializer.Deserialize(text, MeasureJson.Default.ThroughputMessage);
            lastReport = report?.Tcp is null ? lastReport : report;
            if (report?.Run is { } facts)
            {
                leftStartUp |= facts.LeftStartUp;
                reports.TryWrite(facts); // unbounded, at most 200 a second and stream for at most 25 s
            }
        }
        catch (JsonException unreadable)
        {
            throw PointFailure.Protocol($"a report that cannot be read: {unreadable.Message}");
        }
    }

    private void OnControl(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind != FrameKind.Close)
        {
            return; // a point of ours sends no pings, and an unasked pong needs no answer
        }

        var code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : (ushort)1005;
        if (code is 1000 or 1005 || stopping)
        {
            ended = true;
            return;
        }

        throw new PointFailure(
            FailureReason.Broken,
            $"The test point ended the stream with code {code}. Try again, or another test point."
        );
    }

    private async Task SendSmallAsync(FrameKind kind, byte[] payload, CancellationToken cancellationToken)
    {
        const uint Mask = 0x5A17C3E9; // any key serves: what is sent is neither secret nor chosen by others
        var bytes = new byte[WebSocketFrame.LongestHead + payload.Length];
        var head = WebSocketFrame.Write(bytes, kind, payload.Length, Mask);
        payload.CopyTo(bytes, head);
        WebSocketFrame.ApplyMask(bytes.AsSpan(head, payload.Length), Mask);
        await connection.SendAsync(bytes.AsMemory(0, head + payload.Length), metered: true, cancellationToken).ConfigureAwait(false);
    }
}
