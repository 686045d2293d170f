namespace Ispeed.Statistics.Comparing;

/// <summary>One median over another.</summary>
/// <param name="Ratio">The one over the other.</param>
/// <param name="Interval">95 %; null where too few devices allow one.</param>
public sealed record MedianRatio(double Ratio, Interval? Interval)
{
    /// <summary>
    /// From the intervals of both: on the log scale their half-widths add as squares, as for independent samples (G. Y. Zou and A. Donner,
    /// Statistics in Medicine 27, 2008). Devices that are on both sides make the true interval narrower, so that this one errs on the careful side.
    /// </summary>
    /// <param name="one">Positive.</param>
    /// <param name="other">Positive.</param>
    public static MedianRatio OfIndependent(QuantileEstimate one, QuantileEstimate other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var ratio = one.Value / other.Value;
        return one.Interval is { Low: > 0 } first && other.Interval is { Low: > 0 } second
            ? new(
                ratio,
                new(
                    ratio / Together(one.Value / first.Low, second.High / other.Value),
                    ratio * Together(first.High / one.Value, other.Value / second.Low)
                )
            )
            : new(ratio, null);
    }

    private static double Together(double one, double other) => Math.Exp(Math.Sqrt(Squared(Math.Log(one)) + Squared(Math.Log(other))));

    private static double Squared(double value) => value * value;
}
