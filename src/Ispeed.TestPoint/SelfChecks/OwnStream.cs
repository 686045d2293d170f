using System.Net;
using System.Net.Sockets;
using System.Text;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;

namespace Ispeed.TestPoint.SelfChecks;

/// <summary>The client's end of a self-check: one stream through the point's own data port, bounded in bytes and time.</summary>
internal sealed class OwnStream : IDisposable
{
    private const int MessageBytes = 65_536;
    private const int BufferBytes = 256 << 10;

    private readonly Socket socket;
    private readonly TimeProvider time;
    private readonly byte[] buffer;

    private OwnStream(Socket socket, TimeProvider time)
    {
        this.socket = socket;
        this.time = time;
        buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    }

    /// <summary>Connects and becomes a stream of a run.</summary>
    /// <param name="port">The plain data port.</param>
    /// <param name="run">The point's own run.</param>
    /// <param name="direction">As the point's clients have it.</param>
    /// <param name="pace">What the kernel lets this end send; null: all it can.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">The limit.</param>
    /// <exception cref="IOException">The point did not answer as it should.</exception>
    public static async Task<OwnStream> OpenAsync(
        EndPoint port,
        Guid run,
        Direction direction,
        BitRate? pace,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var opened = new Socket(port.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (pace is { } rate)
            {
                TcpSample.Pace(opened, rate);
            }

            await opened.ConnectAsync(port, cancellationToken);
            var stream = new OwnStream(opened, time);
            await stream.UpgradeAsync(run, direction, cancellationToken);
            return stream;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads and throws away until the time is over; gives the rate after the first quarter of it, in which a flow finds its pace.</summary>
    public Task<BitRate> TakeAsync(TimeSpan length, CancellationToken cancellationToken) =>
        MoveAsync(length, async token => await socket.ReceiveAsync(buffer, SocketFlags.None, token), cancellationToken);

    /// <summary>Sends messages until the time is over; what came of it is the point's to count.</summary>
    public async Task<BitRate> GiveAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        WebSocketFrame.Write(buffer, FrameKind.Binary, MessageBytes, mask: 0);
        var message = buffer.AsMemory(0, WebSocketFrame.LongestHead + MessageBytes);
        return await MoveAsync(
            length,
            async token =>
            {
                var sent = 0;
                while (sent < message.Length)
                {
                    sent += await socket.SendAsync(message[sent..], SocketFlags.None, token);
                }

                return sent;
            },
            cancellationToken
        );
    }

    /// <summary>Resets the connection, so that nothing of the check lingers.</summary>
    public void Dispose()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    private async Task<BitRate> MoveAsync(TimeSpan length, Func<CancellationToken, Task<int>> step, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        long moved = 0;
        long countedFrom = 0;
        long movedBefore = 0;
        while (time.GetElapsedTime(started) < length)
        {
            var count = await step(cancellationToken);
            if (count == 0)
            {
                throw new IOException("The test point ended the stream of its self-check early.");
            }

            moved += count;
            if (countedFrom == 0 && time.GetElapsedTime(started) > length / 4)
            {
                (countedFrom, movedBefore) = (time.GetTimestamp(), moved);
            }
        }

        var elapsed = countedFrom == 0 ? TimeSpan.Zero : time.GetElapsedTime(countedFrom);
        return elapsed > TimeSpan.Zero ? BitRate.Of(new(moved - movedBefore), elapsed) : default;
    }

    private async Task UpgradeAsync(Guid run, Direction direction, CancellationToken cancellationToken)
    {
        var path = $"/throughput/v1/{(direction == Direction.Down ? "download" : "upload")}?mid={run}&streams=1&duration=10000";
        var request = Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: self\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: c2VsZi1jaGVjay0wMDAwMA==\r\nSec-WebSocket-Protocol: net.measurementlab.throughput.v1\r\n\r\n"
        );
        await socket.SendAsync(request, SocketFlags.None, cancellationToken);
        var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        if (!buffer.AsSpan(0, count).StartsWith("HTTP/1.1 101 "u8))
        {
            throw new IOException("The test point refused the stream of its self-check.");
        }
    }
}
