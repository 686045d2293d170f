namespace Ispeed.Statistics;

/// <summary>
/// The share of devices that reach something, with its 95 % Wilson interval (E. B. Wilson, JASA 22, 1927): honest also at 0, at 1 and at small
/// counts. The engine's library has the same interval for the packets of one run; this library stands alone.
/// </summary>
/// <param name="Hits">Devices that reach it.</param>
/// <param name="Count">n, all devices.</param>
/// <param name="Interval">From 0 to 1; the whole of it when there are no devices.</param>
public sealed record ShareEstimate(int Hits, int Count, Interval Interval)
{
    /// <summary>Between 0 and 1; NaN without devices.</summary>
    public double Share => Hits / (double)Count;

    /// <summary>The share of samples at or above a threshold.</summary>
    /// <param name="ascending">One value a device, ascending.</param>
    /// <param name="threshold">In the unit of the values.</param>
    public static ShareEstimate AtLeast(ReadOnlySpan<double> ascending, double threshold)
    {
        var below = 0;
        while (below < ascending.Length && ascending[below] < threshold)
        {
            below++;
        }

        return Of(ascending.Length - below, ascending.Length);
    }

    /// <summary>The share of hits among tries.</summary>
    /// <param name="hits">Not negative, not more than <paramref name="count"/>.</param>
    /// <param name="count">All tries.</param>
    public static ShareEstimate Of(int hits, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, hits);
        if (count == 0)
        {
            return new(0, 0, new(0, 1));
        }

        return new(hits, count, Wilson(hits / (double)count, count));
    }

    /// <summary>Wilson's interval of a share seen among so many tries, which need not be whole.</summary>
    internal static Interval Wilson(double share, double count)
    {
        var zz = Normal.Z * Normal.Z / count;
        var centre = (share + zz / 2) / (1 + zz);
        var half = Normal.Z * Math.Sqrt(share * (1 - share) / count + zz / (4 * count)) / (1 + zz);

        // At the ends the bound is the end itself; the rounding of the formula would leave it a hair away.
        return new(share <= 0 ? 0 : Math.Max(0, centre - half), share >= 1 ? 1 : Math.Min(1, centre + half));
    }
}
