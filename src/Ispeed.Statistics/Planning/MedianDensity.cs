namespace Ispeed.Statistics.Planning;

/// <summary>
/// The density of ln speed at its median: what decides how many devices a median needs. From the two quantiles around the median at the bandwidth of
/// P. Hall and S. J. Sheather (JRSS B 50, 1988), so that tails, tariffs and dead lines far from the median do not matter.
/// </summary>
public static class MedianDensity
{
    /// <summary>Devices below which the density is not worth computing: a wider area's is to be used.</summary>
    public const int FewestDevices = 30;

    /// <summary>f = 2h/(ln Q(½ + h) − ln Q(½ − h)).</summary>
    /// <param name="ascending">One positive value a device, of a province or the country, ascending.</param>
    /// <returns>Null below <see cref="FewestDevices"/> devices, or where nearly all have one and the same value.</returns>
    public static double? OfLog(ReadOnlySpan<double> ascending)
    {
        if (ascending.Length < FewestDevices)
        {
            return null;
        }

        // z_α^(2/3) (1.5 φ(0)²)^(1/3) n^(−1/3), the rule at the median. A heap that fills the window makes the window wider, up to the quartiles' double.
        var width = Math.Pow(Normal.Z, 2.0 / 3) * Math.Cbrt(1.5 * Normal.Density(0) * Normal.Density(0) / ascending.Length);
        for (; width < 0.49; width *= 1.25)
        {
            var spread =
                Math.Log(OrderStatistics.Quantile(ascending, 0.5 + width)) - Math.Log(OrderStatistics.Quantile(ascending, 0.5 - width));
            if (spread > 0)
            {
                return 2 * width / spread;
            }
        }

        return null;
    }
}
