using System.Buffers.Binary;

namespace Ispeed.Measure.Wire;

/// <summary>What a frame carries (RFC 6455 section 5.2).</summary>
public enum FrameKind
{
    /// <summary>More of the message before.</summary>
    Continuation = 0,

    /// <summary>UTF-8 text: a JSON measurement or a ping.</summary>
    Text = 1,

    /// <summary>Load.</summary>
    Binary = 2,

    /// <summary>The end, with a code.</summary>
    Close = 8,

    /// <summary>Asks for a pong.</summary>
    Ping = 9,

    /// <summary>Answers a ping.</summary>
    Pong = 10,
}

/// <summary>The outcome of looking for a frame head in the bytes so far.</summary>
public enum FrameRead
{
    /// <summary>A head was read.</summary>
    Whole,

    /// <summary>More bytes are needed.</summary>
    Partial,

    /// <summary>These bytes can never become a head that the protocol allows.</summary>
    Invalid,
}

/// <summary>The head of a WebSocket frame; the payload is never copied to look at it.</summary>
/// <param name="Kind">What it carries.</param>
/// <param name="IsFinal">Whether it ends its message.</param>
/// <param name="PayloadLength">Bytes of payload behind the head.</param>
/// <param name="Mask">The masking key of a client's frame, null for a server's.</param>
/// <param name="HeadLength">Bytes of the head itself.</param>
public readonly record struct WebSocketFrame(FrameKind Kind, bool IsFinal, long PayloadLength, uint? Mask, int HeadLength)
{
    /// <summary>Bytes of the longest head.</summary>
    public const int LongestHead = 14;

    /// <summary>The close code by which a client asks to drop what is queued at once instead of delivering it (private range of RFC 6455 section 7.4.2).</summary>
    public const ushort DropQueue = 4000;

    /// <summary>Reads a head. Never throws; refuses reserved bits and kinds, fragmented or long control frames, and negative lengths.</summary>
    public static FrameRead TryRead(ReadOnlySpan<byte> source, out WebSocketFrame frame)
    {
        frame = default;
        if (source.Length < 2)
        {
            return FrameRead.Partial;
        }

        var first = source[0];
        var kind = (FrameKind)(first & 0x0F);
        var final = (first & 0x80) != 0;
        if ((first & 0x70) != 0 || !IsKnown(kind))
        {
            return FrameRead.Invalid;
        }

        var masked = (source[1] & 0x80) != 0;
        long length = source[1] & 0x7F;
        if (kind >= FrameKind.Close && (!final || length > 125))
        {
            return FrameRead.Invalid;
        }

        var at = 2;
        var extended = length switch
        {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        if (source.Length < at + extended + (masked ? 4 : 0))
        {
            return FrameRead.Partial;
        }

        if (extended > 0)
        {
            length = extended == 2 ? BinaryPrimitives.ReadUInt16BigEndian(source[at..]) : BinaryPrimitives.ReadInt64BigEndian(source[at..]);
            at += extended;
        }

        if (length < 0)
        {
            return FrameRead.Invalid;
        }

        uint? mask = null;
        if (masked)
        {
            mask = BinaryPrimitives.ReadUInt32BigEndian(source[at..]);
            at += 4;
        }

        frame = new(kind, final, length, mask, at);
        return FrameRead.Whole;
    }

    /// <summary>Writes the head of a whole, final frame; returns its length. Needs <see cref="LongestHead"/> bytes.</summary>
    public static int Write(Span<byte> target, FrameKind kind, long payloadLength, uint? mask = null)
    {
        target[0] = (byte)(0x80 | (int)kind);
        var maskBit = mask is null ? 0 : 0x80;
        var at = 2;
        if (payloadLength < 126)
        {
            target[1] = (byte)(maskBit | (int)payloadLength);
        }
        else if (payloadLength <= ushort.MaxValue)
        {
            target[1] = (byte)(maskBit | 126);
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payloadLength);
            at = 4;
        }
        else
        {
            target[1] = (byte)(maskBit | 127);
            BinaryPrimitives.WriteInt64BigEndian(target[2..], payloadLength);
            at = 10;
        }

        if (mask is { } key)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target[at..], key);
            at += 4;
        }

        return at;
    }

    /// <summary>Masks or unmasks in place; <paramref name="offset"/> is where the bytes start inside the frame's payload.</summary>
    public static void ApplyMask(Span<byte> payload, uint mask, long offset = 0)
    {
        for (var i = 0; i < payload.Length; i++)
        {
            var shift = 24 - 8 * (int)((offset + i) & 3);
            payload[i] ^= unchecked((byte)(mask >> shift)); // the upper bytes fall away on purpose
        }
    }

    private static bool IsKnown(FrameKind kind) =>
        kind is FrameKind.Continuation or FrameKind.Text or FrameKind.Binary or FrameKind.Close or FrameKind.Ping or FrameKind.Pong;
}
