using Ispeed.Statistics.Resampling;

namespace Ispeed.Statistics.Weighting;

/// <summary>
/// Samples that stand for different numbers of people: one value a device, each with a weight. With equal weights every figure is the unweighted one;
/// with whole weights it is the figure of so many copies.
/// </summary>
public sealed class WeightedSample
{
    private const double Rounding = 1e-12;
    private readonly double[] _ascending;
    private readonly double[] _upTo; // the weight up to and with each value

    private WeightedSample(double[] ascending, double[] upTo, double sumOfSquares)
    {
        (_ascending, _upTo) = (ascending, upTo);
        TotalWeight = upTo.Length == 0 ? 0 : upTo[^1];
        EffectiveCount = sumOfSquares > 0 ? TotalWeight * TotalWeight / sumOfSquares : 0;
    }

    /// <summary>n, devices with a positive weight.</summary>
    public int Count => _ascending.Length;

    /// <summary>Sum of the weights.</summary>
    public double TotalWeight { get; }

    /// <summary>n_eff = (Σw)²/Σw²: so many equally weighted devices would say as much (L. Kish, Survey Sampling, 1965, §11.7).</summary>
    public double EffectiveCount { get; }

    /// <summary>Kish's design effect of the weights, n Σw²/(Σw)²: 1 when all are equal; 1 without devices.</summary>
    public double DesignEffect => EffectiveCount > 0 ? Count / EffectiveCount : 1;

    /// <summary>The weighted median; NaN without devices.</summary>
    public double Median => Quantile(0.5);

    /// <summary>Takes samples in any order; those of weight 0 are left out.</summary>
    /// <exception cref="ArgumentException">A value is not finite, or a weight negative or not finite.</exception>
    public static WeightedSample Of(ReadOnlySpan<DeviceValue> samples)
    {
        var (values, weights, count) = (new double[samples.Length], new double[samples.Length], 0);
        foreach (var sample in samples)
        {
            if (!double.IsFinite(sample.Value) || !double.IsFinite(sample.Weight) || sample.Weight < 0)
            {
                throw new ArgumentException($"No sample: value {sample.Value}, weight {sample.Weight}.", nameof(samples));
            }

            if (sample.Weight > 0)
            {
                (values[count], weights[count]) = (sample.Value, sample.Weight);
                count++;
            }
        }

        Array.Resize(ref values, count);
        Array.Resize(ref weights, count);
        Array.Sort(values, weights);
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            squares += weights[i] * weights[i];
            weights[i] = sum += weights[i];
        }

        return new(values, weights, squares);
    }

    /// <summary>
    /// The smallest value with at least this share of the weight up to it; where it is exactly this share, the middle between it and the next value
    /// (Hyndman and Fan 1996, type 2, of the weighted distribution). NaN without devices.
    /// </summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        var at = FirstReaching(share);
        var isExact = at + 1 < Count && _upTo[at] <= share * TotalWeight * (1 + Rounding);
        return isExact ? _ascending[at] + (_ascending[at + 1] - _ascending[at]) / 2 : _ascending[at];
    }

    /// <summary>
    /// The 95 % interval of a quantile: an interval for the share of the weight below the true quantile, read back through the weighted distribution
    /// (R. S. Woodruff, JASA 47, 1952). The interval of the share is the exact binomial one at n_eff/deff devices (E. L. Korn and B. I. Graubard, Survey
    /// Methodology 24, 1998) instead of share ± 1.96 √(deff · share (1 − share)/n), so that with equal weights it is exactly the interval of
    /// <see cref="OrderStatistics"/>, and null where that has none.
    /// </summary>
    /// <param name="share">The quantile, between 0 and 1, both excluded.</param>
    /// <param name="clusterEffect">Design effect beyond that of the weights; 1 with one value a device.</param>
    public Interval? IntervalOf(double share, double clusterEffect = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clusterEffect, 1);
        var count = (int)Math.Floor(EffectiveCount / clusterEffect * (1 + Rounding));
        return OrderStatistics.Ranks(count, share) is var (lower, upper)
            ? new(_ascending[FirstBeyond((lower - 1.0) / count)], _ascending[FirstReaching((double)upper / count)])
            : null;
    }

    /// <summary>The weighted share at or above a threshold, with Wilson's interval at n_eff/deff devices.</summary>
    /// <param name="threshold">In the unit of the values.</param>
    /// <param name="clusterEffect">Design effect beyond that of the weights; 1 with one value a device.</param>
    public WeightedShare ShareAtLeast(double threshold, double clusterEffect = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clusterEffect, 1);
        if (Count == 0)
        {
            return new(double.NaN, 0, new(0, 1));
        }

        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ascending[middle] < threshold ? (middle + 1, high) : (low, middle);
        }

        var share = low == 0 ? 1 : Math.Max(0, 1 - _upTo[low - 1] / TotalWeight);
        return new(share, EffectiveCount, ShareEstimate.Wilson(share, EffectiveCount / clusterEffect));
    }

    private int FirstReaching(double share) => First(share * TotalWeight * (1 - Rounding));

    private int FirstBeyond(double share) => First(share * TotalWeight * (1 + Rounding) + double.Epsilon);

    // The first value with at least this weight up to it, the last one if rounding leaves none.
    private int First(double weight)
    {
        var at = Array.BinarySearch(_upTo, weight);
        return Math.Min(at < 0 ? ~at : at, Count - 1);
    }
}

/// <summary>A weighted share.</summary>
/// <param name="Share">From 0 to 1; NaN without devices.</param>
/// <param name="EffectiveCount">n_eff.</param>
/// <param name="Interval">95 %, from 0 to 1.</param>
public sealed record WeightedShare(double Share, double EffectiveCount, Interval Interval);
