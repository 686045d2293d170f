namespace Ispeed.Statistics.SmallAreas;

/// <summary>
/// The sampling variance of an area's ln median, from the spread of all areas of a kind together (a generalised variance function: K. M. Wolter,
/// Introduction to Variance Estimation, 2007, ch. 7). An area's own spread, at n below 50, is itself so uncertain that intervals made with it cover
/// anything between 11 and 91 % on real data.
/// </summary>
public static class PooledVariance
{
    /// <summary>
    /// The pooled standard deviation of ln speed within areas: √(Σ (nᵢ − 1) sᵢ² / Σ (nᵢ − 1)). NaN where no area has two devices.
    /// </summary>
    /// <param name="areas">The samples of each area, positive, in any order.</param>
    public static double SigmaOf(IEnumerable<IReadOnlyList<double>> areas)
    {
        ArgumentNullException.ThrowIfNull(areas);
        var (squares, degrees) = (0.0, 0L);
        foreach (var area in areas)
        {
            var mean = area.Count == 0 ? 0 : area.Sum(Math.Log) / area.Count;
            squares += area.Sum(value => (Math.Log(value) - mean) * (Math.Log(value) - mean));
            degrees += Math.Max(0, area.Count - 1);
        }

        return degrees > 0 ? Math.Sqrt(squares / degrees) : double.NaN;
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
}
