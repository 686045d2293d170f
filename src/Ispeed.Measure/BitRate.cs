namespace Ispeed.Measure;

/// <summary>A rate of payload bits.</summary>
/// <param name="BitsPerSecond">The rate in bits per second; never negative.</param>
public readonly record struct BitRate(double BitsPerSecond) : IComparable<BitRate>
{
    /// <summary>The rate in megabits (10^6 bits) per second.</summary>
    public double Mbps => BitsPerSecond / 1e6;

    /// <summary>A rate from megabits (10^6 bits) per second.</summary>
    public static BitRate FromMbps(double mbps) => new(mbps * 1e6);

    /// <summary>The rate at which <paramref name="payload"/> passed in <paramref name="elapsed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No time passed.</exception>
    public static BitRate Of(ByteCount payload, TimeSpan elapsed) =>
        elapsed > TimeSpan.Zero
            ? new(payload.Bytes * 8 / elapsed.TotalSeconds)
            : throw new ArgumentOutOfRangeException(nameof(elapsed), elapsed, "A rate needs time to pass.");

    /// <summary>Whether the left rate is lower.</summary>
    public static bool operator <(BitRate left, BitRate right) => left.BitsPerSecond < right.BitsPerSecond;

    /// <summary>Whether the left rate is higher.</summary>
    public static bool operator >(BitRate left, BitRate right) => left.BitsPerSecond > right.BitsPerSecond;

    /// <summary>Whether the left rate is not higher.</summary>
    public static bool operator <=(BitRate left, BitRate right) => left.BitsPerSecond <= right.BitsPerSecond;

    /// <summary>Whether the left rate is not lower.</summary>
    public static bool operator >=(BitRate left, BitRate right) => left.BitsPerSecond >= right.BitsPerSecond;

    /// <inheritdoc />
    public int CompareTo(BitRate other) => BitsPerSecond.CompareTo(other.BitsPerSecond);
}
