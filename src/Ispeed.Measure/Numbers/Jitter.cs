namespace Ispeed.Measure.Numbers;

/// <summary>Three different things are called jitter; these are two of them, by their names.</summary>
public static class Jitter
{
    /// <summary>Mean absolute difference of consecutive round-trip times, in the unit of the values; null below two values.</summary>
    public static double? MeanAbsoluteDifference(ReadOnlySpan<double> roundTrips)
    {
        if (roundTrips.Length < 2)
        {
            return null;
        }

        double sum = 0;
        for (var i = 1; i < roundTrips.Length; i++)
        {
            sum += Math.Abs(roundTrips[i] - roundTrips[i - 1]);
        }

        return sum / (roundTrips.Length - 1);
    }

    /// <summary>95th percentile of packet delay variation, D_i − D_min (RFC 5481 section 4.2); null without values.</summary>
    public static double? DelayVariation95(ReadOnlySpan<double> roundTrips)
    {
        if (roundTrips.Length == 0)
        {
            return null;
        }

        var lowest = double.PositiveInfinity;
        foreach (var value in roundTrips)
        {
            lowest = Math.Min(lowest, value);
        }

        return Quantile.Of(roundTrips, 0.95) - lowest;
    }
}
