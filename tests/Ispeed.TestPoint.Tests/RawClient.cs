using System.Net;
using System.Net.Sockets;
using System.Text;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.TestPoint.Tests;

/// <summary>A client that may do what no decent one does: it speaks bytes.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    private RawClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public static async Task<RawClient> ConnectAsync(TestPointFixture point, CancellationToken cancellationToken, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(IPAddress.Loopback, point.Port, cancellationToken);
        return new(socket);
    }

    public static async Task<RawClient> UpgradeAsync(
        TestPointFixture point,
        string pathAndQuery,
        CancellationToken cancellationToken,
        string protocol = LoadClient.Protocol,
        int? receiveBuffer = null
    )
    {
        var client = await ConnectAsync(point, cancellationToken, receiveBuffer);
        await client.SendAsync(UpgradeRequest(pathAndQuery, protocol), cancellationToken);
        (await client.ReadHeadAsync(cancellationToken)).ShouldStartWith("HTTP/1.1 101 ");
        return client;
    }

    public static string UpgradeRequest(string pathAndQuery, string protocol = LoadClient.Protocol) =>
        $"GET {pathAndQuery} HTTP/1.1\r\nHost: point\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n";

    public Task SendAsync(string ascii, CancellationToken cancellationToken) =>
        SendAsync(Encoding.ASCII.GetBytes(ascii), cancellationToken);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await Socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    /// <summary>Sends a masked frame, as a client must.</summary>
    public Task SendFrameAsync(FrameKind kind, byte[] payload, CancellationToken cancellationToken)
    {
        const uint Mask = 0x37FA213D;
        var frame = new byte[WebSocketFrame.LongestHead + payload.Length];
        var head = WebSocketFrame.Write(frame, kind, payload.Length, Mask);
        payload.CopyTo(frame, head);
        WebSocketFrame.ApplyMask(frame.AsSpan(head, payload.Length), Mask);
        return SendAsync(frame.AsMemory(0, head + payload.Length), cancellationToken);
    }

    public Task SendCloseAsync(ushort code, CancellationToken cancellationToken) =>
        SendFrameAsync(FrameKind.Close, [(byte)(code >> 8), (byte)code], cancellationToken);

    public async Task<string> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var at = buffer.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
            if (at >= 0)
            {
                var head = Encoding.ASCII.GetString(buffer, start, at + 4);
                start += at + 4;
                return head;
            }

            (await FillAsync(cancellationToken)).ShouldBeGreaterThan(0, "the connection ended before an answer");
        }
    }

    /// <summary>Reads the body that a head announces.</summary>
    public async Task ReadBodyAsync(string head, CancellationToken cancellationToken)
    {
        var length = int.Parse(head.Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        while (end - start < length)
        {
            (await FillAsync(cancellationToken)).ShouldBeGreaterThan(0);
        }

        start += length;
    }

    /// <summary>Reads and throws away at least so many bytes.</summary>
    public async Task SkipAsync(long bytes, CancellationToken cancellationToken)
    {
        for (bytes -= end - start; bytes > 0; )
        {
            start = end;
            var count = await FillAsync(cancellationToken);
            count.ShouldBeGreaterThan(0);
            bytes -= count;
        }
    }

    /// <summary>An answer's status, and the code of its problem.</summary>
    public async Task<(int Status, string Code)> ReadRefusalAsync(CancellationToken cancellationToken)
    {
        var status = int.Parse((await ReadHeadAsync(cancellationToken)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        while (await FillAsync(cancellationToken) > 0) { }

        var body = System.Text.Json.JsonSerializer.Deserialize(buffer.AsSpan(start, end - start), MeasureJson.Default.Problem);
        return (status, body!.Code);
    }

    /// <summary>Reads frames, load skipped, until a close frame (its code) or the end of the connection (null).</summary>
    public async Task<ushort?> ReadToCloseAsync(CancellationToken cancellationToken)
    {
        long skip = 0;
        while (true)
        {
            var skipped = (int)Math.Min(skip, end - start);
            start += skipped;
            skip -= skipped;
            if (skip == 0 && WebSocketFrame.TryRead(buffer.AsSpan(start, end - start), out var frame) == FrameRead.Whole)
            {
                if (frame.Kind == FrameKind.Close && end - start >= frame.HeadLength + frame.PayloadLength)
                {
                    return (ushort)((buffer[start + frame.HeadLength] << 8) | buffer[start + frame.HeadLength + 1]);
                }

                if (frame.Kind != FrameKind.Close)
                {
                    skip = frame.HeadLength + frame.PayloadLength;
                    continue;
                }
            }

            try
            {
                if (await FillAsync(cancellationToken) == 0)
                {
                    return null;
                }
            }
            catch (SocketException)
            {
                return null; // reset
            }
        }
    }

    /// <summary>Whether the point has ended the connection, by closing or by resetting it; what it sent before is thrown away.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await Socket.ReceiveAsync(buffer, cancellationToken) > 0) { }
        }
        catch (SocketException)
        {
            // reset: an end too
        }
    }

    public void Dispose() => Socket.Dispose();

    private async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        var count = await Socket.ReceiveAsync(buffer.AsMemory(end), cancellationToken);
        end += count;
        return count;
    }
}
