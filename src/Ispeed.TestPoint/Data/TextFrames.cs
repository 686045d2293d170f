using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

/// <summary>Writes the small frames of one connection: reports, pongs, echoes and the end. One writer owns it; the buffers are used again and again.</summary>
internal sealed class TextFrames(DataChannel channel) : IDisposable
{
    private readonly ArrayBufferWriter<byte> json = new(1024);
    private readonly byte[] small = new byte[WebSocketFrame.LongestHead + 125];
    private byte[] frame = new byte[1024 + WebSocketFrame.LongestHead];
    private Utf8JsonWriter? writer;

    public ValueTask SendReportAsync(ThroughputMessage report, CancellationToken cancellationToken)
    {
        json.ResetWrittenCount();
        if (writer is null)
        {
            writer = new(json);
        }
        else
        {
            writer.Reset();
        }

        JsonSerializer.Serialize(writer, report, MeasureJson.Default.ThroughputMessage);
        writer.Flush();
        if (frame.Length < json.WrittenCount + WebSocketFrame.LongestHead)
        {
            frame = new byte[json.WrittenCount * 2];
        }

        var head = WebSocketFrame.Write(frame, FrameKind.Text, json.WrittenCount);
        json.WrittenSpan.CopyTo(frame.AsSpan(head));
        return channel.SendAsync(frame.AsMemory(0, head + json.WrittenCount), cancellationToken);
    }

    /// <summary>Sends a text, pong or other small frame of at most 125 bytes.</summary>
    public ValueTask SendSmallAsync(FrameKind kind, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        var head = WebSocketFrame.Write(small, kind, payload.Length);
        payload.CopyTo(small.AsSpan(head));
        return channel.SendAsync(small.AsMemory(0, head + payload.Length), cancellationToken);
    }

    public ValueTask SendCloseAsync(ushort code, string reason, CancellationToken cancellationToken)
    {
        Span<byte> payload = stackalloc byte[125];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        var length = 2 + Encoding.ASCII.GetBytes(reason, payload[2..]);
        return SendSmallAsync(FrameKind.Close, payload[..length], cancellationToken);
    }

    public void Dispose() => writer?.Dispose();
}
