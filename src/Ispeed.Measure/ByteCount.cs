namespace Ispeed.Measure;

/// <summary>A number of payload bytes, unless the member that carries it says otherwise.</summary>
/// <param name="Bytes">The count in bytes; never negative.</param>
public readonly record struct ByteCount(long Bytes) : IComparable<ByteCount>
{
    /// <summary>No bytes.</summary>
    public static ByteCount Zero => default;

    /// <summary>The count in megabytes of 10^6 bytes, the unit in which people buy mobile data.</summary>
    public double Megabytes => Bytes / 1e6;

    /// <summary>A count from megabytes of 10^6 bytes.</summary>
    public static ByteCount FromMegabytes(double megabytes) => new((long)(megabytes * 1e6));

    /// <summary>The sum of two counts.</summary>
    public static ByteCount operator +(ByteCount left, ByteCount right) => new(left.Bytes + right.Bytes);

    /// <summary>The difference of two counts.</summary>
    public static ByteCount operator -(ByteCount left, ByteCount right) => new(left.Bytes - right.Bytes);

    /// <summary>Whether the left count is smaller.</summary>
    public static bool operator <(ByteCount left, ByteCount right) => left.Bytes < right.Bytes;

    /// <summary>Whether the left count is larger.</summary>
    public static bool operator >(ByteCount left, ByteCount right) => left.Bytes > right.Bytes;

    /// <summary>Whether the left count is not larger.</summary>
    public static bool operator <=(ByteCount left, ByteCount right) => left.Bytes <= right.Bytes;

    /// <summary>Whether the left count is not smaller.</summary>
    public static bool operator >=(ByteCount left, ByteCount right) => left.Bytes >= right.Bytes;

    /// <inheritdoc />
    public int CompareTo(ByteCount other) => Bytes.CompareTo(other.Bytes);
}
