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
        return SigmaOf(areas.Select(area => (area.Count, LogRangeOf([.. area.Order()]))));
    }

    /// <summary>The same from each area's n and <see cref="LogRangeOf"/>.</summary>
    public static double SigmaOf(IEnumerable<(int Count, double LogRange)> areas)
    {
        ArgumentNullException.ThrowIfNull(areas);
        var (ranges, devices) = (0.0, 0L);
        foreach (var (count, range) in areas.Where(area => area.Count >= Summary.FewestForMedian))
        {
            ranges += count * range;
            devices += count;
        }

        return devices > 0 ? ranges / devices / QuartilesOfNormal : double.NaN;
    }

    /// <summary>Interquartile range of ln values; NaN below <see cref="Summary.FewestForMedian"/> of them.</summary>
    /// <param name="ascending">Positive, ascending, at least around the quartiles.</param>
    public static double LogRangeOf(ReadOnlySpan<double> ascending) =>
        ascending.Length < Summary.FewestForMedian ? double.NaN : LogQuantile(ascending, 0.75) - LogQuantile(ascending, 0.25);

    /// <summary>ψ = (π/2) σ² deff / n: the variance of a median is π/2 times that of a mean (normal ln values).</summary>
    /// <param name="sigma">Of <see cref="SigmaOf(IEnumerable{ValueTuple{int, double}})"/>.</param>
    /// <param name="devices">n.</param>
    /// <param name="designEffect">Of the weights; 1 without.</param>
    public static double OfMedian(double sigma, int devices, double designEffect = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(devices);
        return Math.PI / 2 * sigma * sigma * designEffect / devices;
    }

    // Hyndman and Fan 1996, type 8, median-unbiased: the type of published quantiles would make quartiles of ten devices 13 % too narrow. From n = 6 its
    // place lies between the first and the last value.
    private static double LogQuantile(ReadOnlySpan<double> ascending, double share)
    {
        var place = (ascending.Length + 1.0 / 3) * share + 1.0 / 3 - 1;
        var below = (int)Math.Floor(place);
        var (low, high) = (Math.Log(ascending[below]), Math.Log(ascending[below + 1]));
        return low + (high - low) * (place - below);
    }
}
