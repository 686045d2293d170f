using System.Buffers.Binary;

namespace Ispeed.Measure.Wire;

/// <summary>A datagram of latency and loss, request and reply alike, so that a reply is never longer than what asked for it (spec/protocol.md, "Probe").</summary>
/// <param name="IsReply">Whether the test point sent it.</param>
/// <param name="Run">The measurement.</param>
/// <param name="Key">The session key of the authorisation; a datagram with another one is dropped without an answer.</param>
/// <param name="Sequence">Counts the client's probes from 0.</param>
/// <param name="ClientTime">Opaque to the test point: it comes back as it was sent.</param>
/// <param name="Received">In a reply: probes of this session received so far, this one included.</param>
/// <param name="PointMicros">In a reply: the test point's monotonic clock at arrival.</param>
/// <param name="HeldNanos">In a reply: how long the test point had it, from the arrival in its kernel to the answer; 0 where it cannot tell.</param>
public readonly record struct Probe(
    bool IsReply,
    Guid Run,
    ulong Key,
    uint Sequence,
    ulong ClientTime,
    uint Received,
    ulong PointMicros,
    uint HeldNanos = 0
)
{
    private const uint Magic = 0x69537031; // "iSp1"

    /// <summary>Bytes on the wire.</summary>
    public const int Size = Limits.ProbeBytes;

    /// <summary>Reads a datagram; false for anything that is not a whole probe. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out Probe probe)
    {
        probe = default;
        if (
            source.Length != Size
            || BinaryPrimitives.ReadUInt32BigEndian(source) != Magic
            || source[4] is not (1 or 2)
            || source[5] != 0
            || source[6] != 0
            || source[7] != 0
        )
        {
            return false;
        }

        probe = new(
            source[4] == 2,
            new Guid(source.Slice(8, 16), bigEndian: true),
            BinaryPrimitives.ReadUInt64BigEndian(source[24..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[32..]),
            BinaryPrimitives.ReadUInt64BigEndian(source[36..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[44..]),
            BinaryPrimitives.ReadUInt64BigEndian(source[48..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[56..])
        );
        return true;
    }

    /// <summary>Writes the datagram into <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> target)
    {
        target[..Size].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(target, Magic);
        target[4] = (byte)(IsReply ? 2 : 1);
        Run.TryWriteBytes(target.Slice(8, 16), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], Key);
        BinaryPrimitives.WriteUInt32BigEndian(target[32..], Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(target[36..], ClientTime);
        BinaryPrimitives.WriteUInt32BigEndian(target[44..], Received);
        BinaryPrimitives.WriteUInt64BigEndian(target[48..], PointMicros);
        BinaryPrimitives.WriteUInt32BigEndian(target[56..], HeldNanos);
    }
}
