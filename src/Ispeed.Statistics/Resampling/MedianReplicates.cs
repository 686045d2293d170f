namespace Ispeed.Statistics.Resampling;

/// <summary>
/// The median of a cell in each replicate of a Poisson bootstrap by device. Replicates made with one seed belong together: a device that is in two
/// cells is drawn equally often in both, so differences and ratios of the two keep their correlation.
/// </summary>
public static class MedianReplicates
{
    /// <summary>Enough for the ends of a 95 % interval.</summary>
    public const int ForIntervals = 400;

    /// <summary>Enough for tests of several pairs.</summary>
    public const int ForTests = 1000;

    /// <summary>The weighted median of every replicate; NaN in a replicate that drew nobody.</summary>
    /// <param name="samples">One value a device, in any order.</param>
    /// <param name="seed">The same for everything that is to be compared.</param>
    /// <param name="replicates">B.</param>
    public static double[] Of(ReadOnlySpan<DeviceValue> samples, ulong seed, int replicates)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicates);
        var ordered = samples.ToArray();
        Array.Sort(ordered, static (one, other) => one.Value.CompareTo(other.Value));
        var states = new ulong[ordered.Length];
        for (var i = 0; i < ordered.Length; i++)
        {
            states[i] = PoissonWeights.StateOf(seed, ordered[i].Device);
        }

        var medians = new double[replicates];
        var fours = new ulong[ordered.Length];
        var drawn = new double[ordered.Length];
        for (var first = 0; first < replicates; first += PoissonWeights.Lane)
        {
            for (var i = 0; i < states.Length; i++)
            {
                fours[i] = PoissonWeights.FourOf(states[i], first / PoissonWeights.Lane);
            }

            for (var replicate = first; replicate < Math.Min(first + PoissonWeights.Lane, replicates); replicate++)
            {
                medians[replicate] = Median(ordered, fours, drawn, replicate - first);
            }
        }

        return medians;
    }

    /// <summary>The percentile interval of replicates: their 2.5 % and 97.5 % quantiles (B. Efron and R. J. Tibshirani 1993, ch. 13).</summary>
    /// <param name="replicates">Those that are NaN are left out; null when they are more than one in twenty, because then nearly nobody was there.</param>
    public static Interval? IntervalOf(ReadOnlySpan<double> replicates)
    {
        var defined = new List<double>(replicates.Length);
        foreach (var replicate in replicates)
        {
            if (!double.IsNaN(replicate))
            {
                defined.Add(replicate);
            }
        }

        if (defined.Count == 0 || defined.Count < 0.95 * replicates.Length)
        {
            return null;
        }

        double[] ascending = [.. defined.Order()];
        return new(OrderStatistics.Quantile(ascending, 0.025), OrderStatistics.Quantile(ascending, 0.975));
    }

    private static double Median(DeviceValue[] ordered, ulong[] fours, double[] drawn, int replicate)
    {
        var total = 0.0;
        for (var i = 0; i < ordered.Length; i++)
        {
            total += drawn[i] = PoissonWeights.At(fours[i], replicate) * ordered[i].Weight;
        }

        // As WeightedSample does: where half of the weight lies exactly up to a value, the median is between it and the next that was drawn.
        var (half, sum, below) = (total / 2, 0.0, double.NaN);
        for (var i = 0; i < ordered.Length; i++)
        {
            var weight = drawn[i];
            if (weight > 0)
            {
                if (!double.IsNaN(below))
                {
                    return below + (ordered[i].Value - below) / 2;
                }

                sum += weight;
                if (sum > half * (1 + 1e-12))
                {
                    return ordered[i].Value;
                }

                below = sum >= half * (1 - 1e-12) ? ordered[i].Value : double.NaN;
            }
        }

        return double.NaN;
    }
}
