namespace Ispeed.Statistics.Resampling;

/// <summary>Two medians beside each other.</summary>
/// <param name="Ratio">m₁/m₂.</param>
/// <param name="RatioInterval">95 %; null where too few devices allow one.</param>
/// <param name="Difference">m₁ − m₂, in the unit of the values.</param>
/// <param name="DifferenceInterval">95 %; null where too few devices allow one.</param>
/// <param name="P">Two-sided, that the medians are equal: twice the smaller share of replicates on either side of it, (k + 1)/(B + 1) so that it is never 0.</param>
public sealed record MedianContrast(double Ratio, Interval? RatioInterval, double Difference, Interval? DifferenceInterval, double P)
{
    /// <summary>Devices that either side needs for an interval: the same as for the interval of one median.</summary>
    public const int FewestDevices = Summary.FewestForMedian;

    /// <summary>Compares the medians of two groups of devices, which may share devices.</summary>
    /// <param name="one">Positive values, one a device, any order.</param>
    /// <param name="other">Positive values, one a device, any order.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="replicates">B.</param>
    /// <returns>Null where a side has no devices.</returns>
    public static MedianContrast? Of(ReadOnlySpan<DeviceValue> one, ReadOnlySpan<DeviceValue> other, ulong seed, int replicates)
    {
        if (one.IsEmpty || other.IsEmpty)
        {
            return null;
        }

        var known = Math.Min(one.Length, other.Length) >= FewestDevices;
        return Of(
            (Weighting.WeightedSample.Of(one).Median, MedianReplicates.Of(one, seed, replicates)),
            (Weighting.WeightedSample.Of(other).Median, MedianReplicates.Of(other, seed, replicates)),
            known
        );
    }

    /// <summary>Compares two medians whose replicates, made with one seed, are at hand.</summary>
    internal static MedianContrast Of((double Median, double[] Replicates) one, (double Median, double[] Replicates) other, bool known)
    {
        var ratios = new double[one.Replicates.Length];
        var differences = new double[ratios.Length];
        var (below, above, defined) = (0, 0, 0);
        for (var i = 0; i < ratios.Length; i++)
        {
            ratios[i] = one.Replicates[i] / other.Replicates[i];
            differences[i] = one.Replicates[i] - other.Replicates[i];
            below += differences[i] <= 0 ? 1 : 0;
            above += differences[i] >= 0 ? 1 : 0;
            defined += double.IsNaN(differences[i]) ? 0 : 1;
        }

        return new(
            one.Median / other.Median,
            known ? MedianReplicates.IntervalOf(ratios) : null,
            one.Median - other.Median,
            known ? MedianReplicates.IntervalOf(differences) : null,
            Math.Min(1, 2.0 * (Math.Min(below, above) + 1) / (defined + 1))
        );
    }
}
