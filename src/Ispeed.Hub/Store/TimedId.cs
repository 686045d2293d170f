using System.Buffers.Binary;

namespace Ispeed.Hub.Store;

/// <summary>The time in an id: a UUID of version 7 begins with its millisecond (RFC 9562 section 5.7), so that ids in order are times in order.</summary>
internal static class TimedId
{
    /// <summary>
    /// How far the time in a run's id may be from its start. A client makes both within seconds; a day leaves room for a clock that was set in between, and
    /// is still little beside the month that a range of ids stands for.
    /// </summary>
    public static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    private const int BelowTheMillisecond = 16;

    /// <summary>Null for an id of another version: it tells no time.</summary>
    public static DateTimeOffset? TimeOf(Guid id)
    {
        if (id.Version != 7 || id.Variant is < 8 or > 11)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var millis = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> BelowTheMillisecond);
        return millis <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(millis) : null;
    }

    /// <summary>What no id of that millisecond or later is below, and every earlier one is.</summary>
    public static Guid FirstOf(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)Math.Max(0, at.ToUnixTimeMilliseconds()) << BelowTheMillisecond);
        return new(bytes, bigEndian: true);
    }
}
