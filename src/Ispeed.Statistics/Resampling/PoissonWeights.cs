namespace Ispeed.Statistics.Resampling;

/// <summary>
/// How often a device is drawn in a replicate of the bootstrap: Poisson(1), independent over devices and replicates, and a function of seed, device
/// and replicate alone. So one pass is enough, no shard needs to know another, and every shard and every cell draws the same device equally often
/// (N. Chamandy, O. Muralidharan, A. Najmi and S. Naidu, Estimating uncertainty for massive data streams, Google 2012). The numbers are frozen:
/// shards of different versions must agree.
/// </summary>
public static class PoissonWeights
{
    /// <summary>Replicates that share one number from the generator.</summary>
    public const int Lane = 4;

    // 65,536 · P(X ≤ k), rounded. The rounded law has mean 1 exactly and variance 0.99997.
    private static readonly ushort[] Cumulative = [24109, 48219, 60273, 64292, 65296, 65497, 65531, 65535];

    private static readonly byte[] Drawn = Table();

    /// <summary>How often <paramref name="device"/> is drawn in <paramref name="replicate"/>; 0 to 8.</summary>
    public static int Of(ulong seed, long device, int replicate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicate);
        return At(FourOf(StateOf(seed, device), replicate / Lane), replicate % Lane);
    }

    /// <summary>What a device brings to every replicate.</summary>
    internal static ulong StateOf(ulong seed, long device) => Mix(Mix(seed) ^ unchecked((ulong)device * 0xD1B54A32D192ED03));

    /// <summary>Sixteen bits for each of the four replicates of a lane.</summary>
    internal static ulong FourOf(ulong state, int lane) => Mix(unchecked(state + ((ulong)lane + 1) * 0x9E3779B97F4A7C15));

    /// <summary>The draw of one replicate of the four.</summary>
    internal static int At(ulong four, int replicate) => Drawn[(ushort)(four >> (16 * replicate))];

    // The finaliser of SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014).
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    private static byte[] Table()
    {
        var table = new byte[ushort.MaxValue + 1];
        for (var u = 0; u < table.Length; u++)
        {
            table[u] = (byte)Cumulative.Count(bound => u >= bound);
        }

        return table;
    }
}
