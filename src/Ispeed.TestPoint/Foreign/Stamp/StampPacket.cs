using System.Buffers.Binary;

namespace Ispeed.TestPoint.Foreign.Stamp;

/// <summary>
/// A test packet of STAMP (RFC 8762 section 4, unauthenticated) or TWAMP (RFC 5357 section 4, unauthenticated), turned into its reply in place.
/// The two agree up to byte 40; the reply is as long as the request, and what lies behind is sent back as it came.
/// </summary>
internal static class StampPacket
{
    // From byte 0 of the request: sequence (4), timestamp (8), error estimate (2), session id (2, RFC 8972), rest.
    private const int HeadBytes = 14;
    private const int ReceivedAt = 16;
    private const int SenderHeadAt = 24;
    private const int SenderTimeToLiveAt = 40;
    private const int SmallestBytes = Measure.Wire.ForeignLimits.StampSmallestBytes;
    private const int BaseBytes = 44;

    /// <summary>Not synchronised as far as this program knows, NTP format, a microsecond (1 · 2^(12 − 32) s; RFC 4656 section 4.1.2).</summary>
    private const ushort ErrorEstimate = 0x0C01;

    /// <summary>The program cannot see the packet's time to live (RFC 5357 section 4.2.1).</summary>
    private const byte UnknownTimeToLive = 255;

    /// <summary>Turns a request into its reply; false for what is too short to be answered without growing. Stateless: the reply has the request's own sequence number.</summary>
    public static bool TryReflect(Span<byte> packet, ulong receivedNtp, ulong sentNtp)
    {
        if (packet.Length < SmallestBytes)
        {
            return false;
        }

        packet[..HeadBytes].CopyTo(packet[SenderHeadAt..]); // sequence, timestamp and error estimate of the sender
        BinaryPrimitives.WriteUInt64BigEndian(packet[4..], sentNtp);
        BinaryPrimitives.WriteUInt16BigEndian(packet[12..], ErrorEstimate);
        BinaryPrimitives.WriteUInt64BigEndian(packet[ReceivedAt..], receivedNtp);
        packet[38..SenderTimeToLiveAt].Clear();
        packet[SenderTimeToLiveAt] = UnknownTimeToLive;
        packet[(SenderTimeToLiveAt + 1)..Math.Min(BaseBytes, packet.Length)].Clear();
        return true;
    }

    /// <summary>Seconds since 1900 in the upper half, their fraction in the lower (RFC 5905 section 6).</summary>
    public static ulong ToNtp(DateTimeOffset at)
    {
        var ticks = at.UtcTicks - NtpEpochTicks;
        var fraction = (ulong)(ticks % TimeSpan.TicksPerSecond) << 32;
        return ((ulong)(ticks / TimeSpan.TicksPerSecond) << 32) | (fraction / TimeSpan.TicksPerSecond);
    }

    private static readonly long NtpEpochTicks = new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
}
