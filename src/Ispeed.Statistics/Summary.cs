namespace Ispeed.Statistics;

/// <summary>A quantile with its 95 % interval.</summary>
/// <param name="Value">The point estimate, in the unit of the values.</param>
/// <param name="Interval">Null where too few values allow one.</param>
public sealed record QuantileEstimate(double Value, Interval? Interval);

/// <summary>What the samples of one quantity in one cell say.</summary>
/// <param name="Count">n, samples: one a device.</param>
/// <param name="Median">Null below <see cref="FewestForMedian"/>.</param>
/// <param name="P10">The tenth percentile; null below <see cref="FewestForTails"/>.</param>
/// <param name="P90">The ninetieth percentile; null below <see cref="FewestForTails"/>.</param>
public sealed record Summary(int Count, QuantileEstimate? Median, QuantileEstimate? P10, QuantileEstimate? P90)
{
    /// <summary>Below six values no two of them enclose the median with 95 %.</summary>
    public const int FewestForMedian = 6;

    /// <summary>Below 36 values no two of them enclose P10 or P90 with 95 %.</summary>
    public const int FewestForTails = 36;

    /// <summary>The summary of samples.</summary>
    /// <param name="ascending">One value a device, ascending, as <see cref="DeviceSamples"/> gives them.</param>
    public static Summary Of(ReadOnlySpan<double> ascending) =>
        new(
            ascending.Length,
            Estimate(ascending, 0.5, FewestForMedian),
            Estimate(ascending, 0.1, FewestForTails),
            Estimate(ascending, 0.9, FewestForTails)
        );

    private static QuantileEstimate? Estimate(ReadOnlySpan<double> ascending, double share, int fewest) =>
        ascending.Length < fewest ? null : new(OrderStatistics.Quantile(ascending, share), OrderStatistics.IntervalOf(ascending, share));
}
