namespace Ispeed.Measure.Numbers;

/// <summary>Quantiles of a handful of values.</summary>
public static class Quantile
{
    /// <summary>The quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7); NaN without values.</summary>
    /// <param name="values">In any order; left untouched.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Of(ReadOnlySpan<double> values, double share)
    {
        if (values.IsEmpty)
        {
            return double.NaN;
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        var place = (sorted.Length - 1) * share;
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }

    /// <summary>The median; NaN without values.</summary>
    public static double Median(ReadOnlySpan<double> values) => Of(values, 0.5);
}
