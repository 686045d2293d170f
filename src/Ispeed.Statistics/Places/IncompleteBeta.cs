namespace Ispeed.Statistics.Places;

/// <summary>The Beta distribution's distribution function.</summary>
internal static class IncompleteBeta
{
    // Lanczos' approximation, g = 7, nine terms: relative error below 1e-14 for positive arguments (P. Godfrey's coefficients, 2001).
    private static readonly double[] Lanczos =
    [
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];

    /// <summary>
    /// I_x(a, b), the chance that a Beta(a, b) value is at most x: the continued fraction of NIST DLMF 8.17.22 by Lentz' method, on the side of the mean
    /// where it converges fast.
    /// </summary>
    public static double Regularised(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x <= (a + 1) / (a + b + 2) ? front / a * Fraction(x, a, b) : 1 - front / b * Fraction(1 - x, b, a);
    }

    public static double LogGamma(double z)
    {
        if (z < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * z)) - LogGamma(1 - z);
        }

        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (z - 1 + i);
        }

        var t = z + 6.5;
        return 0.5 * Math.Log(2 * Math.PI) + (z - 0.5) * Math.Log(t) - t + Math.Log(sum);
    }

    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
        var (c, d) = (1.0, 1 / NotZero(1 - (a + b) * x / (a + 1)));
        var value = d;

        // Some √max(a, b) terms are needed; a thousand suffice beyond a million devices.
        for (var m = 1; m <= 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            (c, d) = (NotZero(1 + even / c), 1 / NotZero(1 + even * d));
            value *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            (c, d) = (NotZero(1 + odd / c), 1 / NotZero(1 + odd * d));
            value *= c * d;
            if (Math.Abs(c * d - 1) < 1e-15)
            {
                break;
            }
        }

        return value;
    }
}
