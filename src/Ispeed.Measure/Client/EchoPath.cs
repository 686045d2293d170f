using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>A way for echoes to the test point and back. Two of them: datagrams, and WebSocket text where datagrams do not pass.</summary>
internal interface IEchoPath : IDisposable
{
    /// <summary>As in <see cref="MeasurementDetail.LatencyOver"/>.</summary>
    string Name { get; }

    /// <summary>What came back.</summary>
    EchoLog Log { get; }

    /// <summary>Sends one echo; a lost one is not an error.</summary>
    ValueTask SendAsync(CancellationToken cancellationToken);

    /// <summary>Takes answers until the token or the end of the path.</summary>
    Task ReceiveAsync(CancellationToken cancellationToken);
}

/// <summary>Echoes as datagrams of the probe format.</summary>
internal sealed class DatagramEchoes : IEchoPath
{
    private const int ReceiveMillis = 50; // how late the end of the run is seen

    private readonly Socket socket;
    private readonly Guid run;
    private readonly ulong key;
    private readonly TrafficMeter meter;
    private readonly byte[] request = new byte[Probe.Size];

    private DatagramEchoes(Socket socket, Guid run, ulong key, TrafficMeter meter, TimeProvider time)
    {
        this.socket = socket;
        this.run = run;
        this.key = key;
        this.meter = meter;
        Log = new(time);
    }

    public string Name => "udp";

    public EchoLog Log { get; }

    /// <summary>A path for a session, null where this device has no datagrams at all.</summary>
    public static DatagramEchoes? TryOpen(PointAddress address, ProbeSession session, Guid run, TrafficMeter meter, TimeProvider time)
    {
        if (
            !ulong.TryParse(session.Key, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var key)
            || session.Port is < 1 or > 65535
        )
        {
            return null;
        }

        Socket? opened = null;
        try
        {
            opened = address.OpenSocket(SocketType.Dgram, ProtocolType.Udp);
            opened.Connect(new IPEndPoint(address.Remote!, session.Port));
            opened.ReceiveTimeout = ReceiveMillis;
            KernelArrival.Enable(opened);
            return new(opened, run, key, meter, time);
        }
        catch (SocketException)
        {
            opened?.Dispose();
            return null; // no route for datagrams: the other path is taken
        }
    }

    public ValueTask SendAsync(CancellationToken cancellationToken)
    {
        meter.Datagram(Probe.Size);
        try
        {
            new Probe(false, run, key, Log.Next(), 0, 0, 0).Write(request);
            socket.Send(request);
        }
        catch (SocketException)
        {
            // an ICMP answer to an earlier one, or a full queue: this echo is lost, as the log will show
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A thread of its own waits in the kernel: the time of an answer is not that of a busy thread pool.</summary>
    public Task ReceiveAsync(CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => Receive(cancellationToken),
            CancellationToken.None, // it must begin, so that it ends in order
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    public void Dispose() => socket.Dispose();

    private void Receive(CancellationToken cancellationToken)
    {
        Span<byte> buffer = stackalloc byte[Probe.Size + 1]; // one more, so that a longer datagram shows
        try
        {
            // Liveness: belongs to the run and looks at its token after each receive, which has a limit.
            while (!cancellationToken.IsCancellationRequested)
            {
                ReceiveOne(buffer);
            }
        }
        catch (ObjectDisposedException)
        {
            // the path has ended
        }
    }

    private void ReceiveOne(Span<byte> buffer)
    {
        try
        {
            var count = socket.Receive(buffer);
            DateTimeOffset? arrived = KernelArrival.TryGet(socket, out var stamp) ? stamp : null;
            if (Probe.TryRead(buffer[..count], out var probe) && probe.IsReply && probe.Run == run && probe.Key == key)
            {
                meter.Datagram(count);
                Log.Answer(probe.Sequence, probe.Received, TimeSpan.FromTicks(probe.HeldNanos / 100), arrived);
            }
        }
        catch (SocketException)
        {
            // nothing for a while, or the port is closed, says ICMP: the next answer may still come
        }
    }
}

/// <summary>Echoes as short texts on a WebSocket.</summary>
internal sealed class SocketEchoes : IEchoPath
{
    private const uint Mask = 0x1B8F60D4; // any key serves
    private readonly PointConnection connection;
    private readonly FrameReader reader;
    private readonly byte[] ahead;

    private SocketEchoes(PointConnection connection, byte[] ahead, TimeProvider time)
    {
        this.connection = connection;
        this.ahead = ahead;
        Log = new(time);
        reader = new FrameReader(
            text =>
            {
                if (Utf8Parser.TryParse(text, out uint sequence, out var read) && read == text.Length)
                {
                    Log.Answer(sequence, received: 0, held: TimeSpan.Zero, arrived: null);
                }
            },
            (_, _) => { }
        );
    }

    public string Name => "websocket";

    public EchoLog Log { get; }

    public static async Task<SocketEchoes> OpenAsync(
        PointAddress address,
        string query,
        TrafficMeter meter,
        Random random,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (connection, ahead) = await PointRequest
            .UpgradeAsync(address, "/ispeed/v1/ping" + query, "vn.ispeed.ping.v1", meter, random, time, cancellationToken)
            .ConfigureAwait(false);
        return new(connection, ahead, time);
    }

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        var text = Log.Next().ToString(CultureInfo.InvariantCulture);
        var bytes = new byte[WebSocketFrame.LongestHead + text.Length];
        var head = WebSocketFrame.Write(bytes, FrameKind.Text, text.Length, Mask);
        for (var i = 0; i < text.Length; i++)
        {
            bytes[head + i] = (byte)text[i];
        }

        WebSocketFrame.ApplyMask(bytes.AsSpan(head, text.Length), Mask);
        try
        {
            await connection.SendAsync(bytes.AsMemory(0, head + text.Length), metered: true, cancellationToken).ConfigureAwait(false);
        }
        catch (PointFailure)
        {
            // this echo is lost; a point that is gone shows in the load as well
        }
    }

    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            reader.Take(ahead);

            // Liveness: belongs to the run and ends with its token or the connection.
            for (var count = -1; count != 0; )
            {
                count = await connection.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (!reader.Take(buffer.AsSpan(0, count)))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the run is over
        }
        catch (PointFailure)
        {
            // no more answers: the log shows it
        }
    }

    public void Dispose() => connection.Dispose();
}
