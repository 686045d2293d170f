using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Ispeed.IntakeBench;

/// <summary>One kept connection over a plain socket: HTTP/1.1 that costs the machine little, so that what is measured is the hub.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly byte[] buffer = new byte[256 * 1024];

    /// <summary>Status of the last answer.</summary>
    public int Status { get; private set; }

    public static async Task<Connection> OpenAsync(int port)
    {
        var connection = new Connection();
        await connection.socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    public async Task<(int Accepted, int Refused)> AskAsync(WireRequest request)
    {
        for (var sent = 0; sent < request.Bytes.Length; )
        {
            sent += await socket.SendAsync(request.Bytes.AsMemory(sent));
        }

        var have = 0;
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(have));
            if (got == 0)
            {
                throw new IOException("The hub closed the connection.");
            }

            have += got;
            var head = buffer.AsSpan(0, have).IndexOf(EndOfHead);
            if (head >= 0 && IsWhole(head, have, out var body))
            {
                return Count(request, body);
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private bool IsWhole(int head, int have, out Range body)
    {
        var text = buffer.AsSpan(0, head);
        body = (head + EndOfHead.Length)..have;
        var length = text.IndexOf("Content-Length: "u8);
        if (length >= 0)
        {
            return Utf8Parser.TryParse(text[(length + 16)..], out int bytes, out _) && have >= head + EndOfHead.Length + bytes;
        }

        return buffer.AsSpan(0, have).EndsWith("0\r\n\r\n"u8); // chunked
    }

    private (int Accepted, int Refused) Count(WireRequest request, Range body)
    {
        _ = Utf8Parser.TryParse(buffer.AsSpan(9, 3), out int status, out var _);
        Status = status;
        var accepted = status switch
        {
            201 => 1,
            200 => buffer.AsSpan()[body].Count("\"status\":201"u8),
            _ => 0,
        };
        return (accepted, request.Ids.Length - accepted);
    }
}
