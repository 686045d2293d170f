using System.Buffers.Binary;

namespace Ispeed.Hub.Demonstration;

/// <summary>
/// Chance that is the same on every machine and in every version of .NET, which <see cref="Random"/> does not promise: SplitMix64
/// (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014).
/// </summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = seed;

    /// <summary>Chance of its own for a named part, so that a change in one part leaves the others as they were.</summary>
    public static Chance For(ulong seed, string part)
    {
        var hash = 14695981039346656037UL; // FNV-1a
        foreach (var sign in part)
        {
            hash = (hash ^ sign) * 1099511628211UL;
        }

        return new(seed ^ hash);
    }

    public ulong Next()
    {
        var mixed = state += 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0, to 1 excluded.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Happens(double share) => Share() < share;

    public double Between(double low, double high) => low + (high - low) * Share();

    /// <summary>Normal around 0 (G. E. P. Box and M. E. Muller, 1958).</summary>
    public double Normal(double sigma) => sigma * Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());

    /// <summary>One of the values, by their weights.</summary>
    public T Pick<T>(IReadOnlyList<(T Value, double Weight)> choices)
    {
        var left = Share() * choices.Sum(choice => choice.Weight);
        foreach (var (value, weight) in choices)
        {
            left -= weight;
            if (left < 0)
            {
                return value;
            }
        }

        return choices[^1].Value;
    }

    /// <summary>A device's random identifier, version 4.</summary>
    public Guid Identifier() => Build(Next(), Next(), 0x40);

    /// <summary>A measurement's identifier, version 7, of the millisecond in which it started.</summary>
    public Guid Identifier(DateTimeOffset at) => Build(((ulong)at.ToUnixTimeMilliseconds() << 16) | (Next() & 0xFFFF), Next(), 0x70);

    private static Guid Build(ulong high, ulong low, byte version)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        bytes[6] = (byte)((bytes[6] & 0x0F) | version);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
