using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;

namespace Ispeed.TestPoint.Foreign.Ndt7;

/// <summary>What an ndt7 server says on one stream: measurements and pings (ndt7 0.11, "Measurement message"). Times are microseconds since the stream began.</summary>
internal sealed class NdtMessages(DataChannel channel, string streamId, DateTimeOffset startedAt, long startedTicks, TimeProvider time)
    : IDisposable
{
    private const long NanosPerTick = 1_000_000_000 / TimeSpan.TicksPerSecond;

    private readonly string client = AddressOf(channel.Socket, remote: true);
    private readonly string server = AddressOf(channel.Socket, remote: false);
    private readonly ArrayBufferWriter<byte> frame = new(2048);
    private readonly byte[] info = new byte[KernelFacts.InfoBytes];
    private readonly byte[] small = new byte[WebSocketFrame.LongestHead + 125];
    private Utf8JsonWriter? json;

    /// <summary>Sends what the kernel and BBR know now.</summary>
    public ValueTask SendMeasurementAsync(CancellationToken cancellationToken)
    {
        var text = Measurement();
        var head = new byte[WebSocketFrame.LongestHead];
        var length = WebSocketFrame.Write(head, FrameKind.Text, text.Length);
        byte[] whole = [.. head.AsSpan(0, length), .. text];
        return channel.SendAsync(whole, cancellationToken);
    }

    /// <summary>Sends a ping whose payload is the time of sending in nanoseconds: its pong then tells a round trip.</summary>
    public ValueTask SendPingAsync(CancellationToken cancellationToken)
    {
        Span<byte> payload = stackalloc byte[20];
        var nanos = time.GetElapsedTime(startedTicks).Ticks * NanosPerTick;
        nanos.TryFormat(payload, out var length, default, CultureInfo.InvariantCulture);
        return SendControlAsync(FrameKind.Ping, payload[..length], cancellationToken);
    }

    public ValueTask SendPongAsync(ReadOnlySpan<byte> payload, CancellationToken cancellationToken) =>
        SendControlAsync(FrameKind.Pong, payload, cancellationToken);

    public ValueTask SendCloseAsync(ushort code, CancellationToken cancellationToken)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        return SendControlAsync(FrameKind.Close, payload, cancellationToken);
    }

    public void Dispose() => json?.Dispose();

    private ValueTask SendControlAsync(FrameKind kind, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        var head = WebSocketFrame.Write(small, kind, payload.Length);
        payload.CopyTo(small.AsSpan(head));
        return channel.SendAsync(small.AsMemory(0, head + payload.Length), cancellationToken);
    }

    private ReadOnlySpan<byte> Measurement()
    {
        frame.ResetWrittenCount();
        if (json is null)
        {
            json = new(frame);
        }
        else
        {
            json.Reset();
        }

        var known = KernelFacts.TryRead(channel.Socket, info);
        if (!known)
        {
            // Clients take an upload's figure from here, so what this program counted stands in for the kernel's count.
            BinaryPrimitives.WriteInt64LittleEndian(info.AsSpan(120), channel.SocketBytesSent);
            BinaryPrimitives.WriteInt64LittleEndian(info.AsSpan(128), channel.SocketBytesReceived);
            BinaryPrimitives.WriteInt64LittleEndian(info.AsSpan(200), channel.SocketBytesSent);
        }

        var elapsed = time.GetElapsedTime(startedTicks).Ticks / TimeSpan.TicksPerMicrosecond;
        json.WriteStartObject();
        json.WriteStartObject("ConnectionInfo"u8);
        json.WriteString("Client"u8, client);
        json.WriteString("Server"u8, server);
        json.WriteString("UUID"u8, streamId);
        json.WriteString("StartTime"u8, startedAt);
        json.WriteEndObject();
        if (known && TcpSample.TryTake(channel.Socket, out var sample) && sample.Bbr is { } bbr)
        {
            json.WriteStartObject("BBRInfo"u8);
            json.WriteNumber("BW"u8, bbr.Bandwidth);
            json.WriteNumber("MinRTT"u8, bbr.MinRtt);
            json.WriteNumber("PacingGain"u8, bbr.PacingGain);
            json.WriteNumber("CwndGain"u8, bbr.WindowGain);
            json.WriteNumber("ElapsedTime"u8, elapsed);
            json.WriteEndObject();
        }

        json.WriteStartObject("TCPInfo"u8);
        KernelFacts.Write(json, info);
        json.WriteNumber("ElapsedTime"u8, elapsed);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return frame.WrittenSpan;
    }

    private static string AddressOf(Socket socket, bool remote)
    {
        try
        {
            return (remote ? socket.RemoteEndPoint : socket.LocalEndPoint) is System.Net.IPEndPoint end
                ? new System.Net.IPEndPoint(end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address, end.Port).ToString()
                : string.Empty;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return string.Empty; // reset before it was looked at: nothing will be sent either
        }
    }
}
