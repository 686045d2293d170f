using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ispeed.Measure.Wire;

namespace Ispeed.LineRate;

/// <summary>One stream of a run from an address of its own; as little work as can be, because a thousand share one processor.</summary>
internal sealed class CrowdStream : IDisposable
{
    private const int MessageBytes = 16_384;
    private const int SendBufferBytes = 32_768; // a slow line's queue is not to be the client's memory

    private static readonly byte[] Message = MakeMessage();
    private static readonly byte[] NeverWritten = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[2048];

    private CrowdStream(Socket socket) => this.socket = socket;

    public static async Task<CrowdStream> OpenAsync(IPAddress own, IPEndPoint point, string path, CancellationToken cancellationToken)
    {
        var stream = new CrowdStream(await ConnectAsync(own, point, cancellationToken));
        var answer = await stream.AskAsync(
            $"GET {path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: net.measurementlab.throughput.v1\r\n\r\n",
            cancellationToken
        );
        return answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) ? stream : throw new IOException(answer.Split('\r')[0]);
    }

    public static async Task<FinishAnswer> FinishAsync(IPAddress own, IPEndPoint point, string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, token) => new NetworkStream(await ConnectAsync(own, point, token), ownsSocket: true),
            }
        );
        using var answer = await http.PostAsync(new Uri($"http://{point}{path}"), null, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize(body, MeasureJson.Default.FinishAnswer)!
            : throw new IOException($"finish: {body}");
    }

    /// <summary>Reads until the point ends the stream.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await socket.ReceiveAsync(NeverWritten, SocketFlags.Truncated, cancellationToken) > 0) { }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // an end too; the record tells whether it came too early
        }
    }

    /// <summary>Sends messages until the time is over.</summary>
    public async Task GiveAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var reading = TakeAsync(cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < length && !reading.IsCompleted)
        {
            for (var sent = 0; sent < Message.Length; )
            {
                sent += await socket.SendAsync(Message.AsMemory(sent), SocketFlags.None, cancellationToken);
            }
        }

        socket.Shutdown(SocketShutdown.Send);
        await reading;
    }

    public void Dispose() => socket.Dispose();

    private static async Task<Socket> ConnectAsync(IPAddress own, IPEndPoint point, CancellationToken cancellationToken)
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendBufferSize = SendBufferBytes,
        };
        opened.Bind(new IPEndPoint(own, 0));
        await opened.ConnectAsync(point, cancellationToken);
        return opened;
    }

    private async Task<string> AskAsync(string request, CancellationToken cancellationToken)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None, cancellationToken);
        var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    private static byte[] MakeMessage()
    {
        var message = new byte[WebSocketFrame.LongestHead + MessageBytes];
        new Random(3).NextBytes(message);
        var head = WebSocketFrame.Write(message, FrameKind.Binary, MessageBytes, 0x37FA213D);
        return message[..(head + MessageBytes)];
    }
}
