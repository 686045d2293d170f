namespace Ispeed.Measure.Numbers;

/// <summary>95 % interval of a share, honest also at 0 and at small counts: Wilson's with continuity correction (R. G. Newcombe, Statistics in Medicine 17, 1998, method 4).</summary>
/// <param name="Low">Lower end, 0 to 1.</param>
/// <param name="High">Upper end, 0 to 1.</param>
public readonly record struct WilsonInterval(double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>The interval for <paramref name="hits"/> out of <paramref name="tries"/>; [0, 1] when nothing was tried.</summary>
    public static WilsonInterval Of(long hits, long tries)
    {
        if (tries <= 0)
        {
            return new(0, 1);
        }

        // Uncorrected it holds 91 % of the time where one probe in two hundred is lost and a hundred are sent: two losses already lie above.
        double n = tries;
        var share = hits / n;
        var low = Bound(n, share, -1);
        var high = Bound(n, share, 1);
        return new(hits == 0 ? 0 : Math.Max(0, low), hits == tries ? 1 : Math.Min(1, high));
    }

    private static double Bound(double n, double share, int side)
    {
        var root = Math.Sqrt(Math.Max(0, Z * Z + 2 * side - 1 / n + 4 * share * (n * (1 - share) - side)));
        return (2 * n * share + Z * Z + side * (1 + Z * root)) / (2 * (n + Z * Z));
    }
}
