using Ispeed.Measure;

namespace Ispeed.Hub.Measurements;

/// <summary>A set of limitations as it is stored: bit n − 1 stands for limitation n, so that a query asks for none with one comparison.</summary>
internal static class LimitationBits
{
    public static int Of(params IEnumerable<Limitation> limits) => limits.Aggregate(0, (bits, limit) => bits | Bit(limit));

    public static int Bit(Limitation limit) => 1 << ((int)limit - 1);

    /// <summary>In the order of their numbers; bits that no limitation has are left out.</summary>
    public static IReadOnlyList<Limitation> In(int bits) => [.. Enum.GetValues<Limitation>().Where(limit => (bits & Bit(limit)) != 0)];
}
