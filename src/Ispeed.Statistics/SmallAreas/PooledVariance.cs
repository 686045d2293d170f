namespace Ispeed.Statistics.SmallAreas;

/// <summary>
/// The sampling variance of an area's ln median, from the spread of all areas of a kind together (a generalised variance function: K. M. Wolter,
/// Introduction to Variance Estimation, 2007, ch. 7). An area's own spread, at n below 50, is itself so uncertain that intervals made with it cover
/// anything between 11 and 91 % on real data.
/// </summary>
public static class PooledVariance
{
    // Of a normal distribution: its interquartile range in standard deviations.
    private const double QuartilesOfNormal = 1.3489795003921634;

    /// <summary>
    /// The pooled spread of ln speed within areas: the mean interquartile range, areas weighing their devices, over that of a normal distribution. From the
    /// middle half, because it is the middle that decides how surely a median is known: on real Wi-Fi tests the standard deviation, made of dead lines,
    /// gives 2.3 times the variance that medians have. NaN where no area has <see cref="Summary.FewestForMedian"/> devices.
    /// </summary>
    /// <param name="areas">The samples of each area, positive, in any order.</param>
    public static double SigmaOf(IEnumerable<IReadOnlyList<double>> areas)
    {
        ArgumentNullException.ThrowIfNull(areas);
        var (ranges, devices) = (0.0, 0L);
        foreach (var area in areas.Where(area => area.Count >= Summary.FewestForMedian))
        {
            double[] ascending = [.. area.Select(value => Math.Log(value)).Order()];
            ranges += area.Count * (Unbiased(ascending, 0.75) - Unbiased(ascending, 0.25));
            devices += area.Count;
        }

        return devices > 0 ? ranges / devices / QuartilesOfNormal : double.NaN;
    }

    /// <summary>ψ = (π/2) σ² deff / n: the variance of a median is π/2 times that of a mean (normal ln values).</summary>
    /// <param name="sigma">Of <see cref="SigmaOf"/>.</param>
    /// <param name="devices">n.</param>
    /// <param name="designEffect">Of the weights; 1 without.</param>
    public static double OfMedian(double sigma, int devices, double designEffect = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(devices);
        return Math.PI / 2 * sigma * sigma * designEffect / devices;
    }

    // Hyndman and Fan 1996, type 8, median-unbiased: the type of published quantiles would make quartiles of ten devices 13 % too narrow. From n = 6 its
    // place lies between the first and the last value.
    private static double Unbiased(double[] ascending, double share)
    {
        var place = (ascending.Length + 1.0 / 3) * share + 1.0 / 3 - 1;
        var below = (int)Math.Floor(place);
        return ascending[below] + (ascending[below + 1] - ascending[below]) * (place - below);
    }
}
