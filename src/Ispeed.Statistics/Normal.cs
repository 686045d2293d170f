namespace Ispeed.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    /// <summary>The 97.5 % point: half-width of a 95 % interval in standard errors.</summary>
    public const double Z = 1.959963984540054;

    /// <summary>
    /// P(Z ≤ z), absolute error below 1e-14: the series of Φ near 0 (Abramowitz and Stegun 26.2.11), the continued fraction of the tail beyond 5
    /// (26.2.14), where a difference from 1 would have no digits left.
    /// </summary>
    public static double Below(double z) =>
        double.IsNaN(z) ? double.NaN
        : z < -5 ? Tail(-z)
        : z > 5 ? 1 - Tail(z)
        : 0.5 + Density(z) * Series(z);

    /// <summary>The density at z.</summary>
    public static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    private static double Series(double z)
    {
        var (term, sum) = (z, z);
        for (var k = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); k += 2)
        {
            term *= z * z / k;
            sum += term;
        }

        return sum;
    }

    private static double Tail(double z)
    {
        var fraction = z;
        for (var k = 60; k >= 1; k--)
        {
            fraction = z + k / fraction;
        }

        return Density(z) / fraction;
    }
}
