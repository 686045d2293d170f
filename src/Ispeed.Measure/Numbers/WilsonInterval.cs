namespace Ispeed.Measure.Numbers;

/// <summary>95 % interval of a share, honest also at 0 and at small counts (E. B. Wilson, JASA 22, 1927).</summary>
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

        var share = hits / (double)tries;
        var zz = Z * Z / tries;
        var centre = (share + zz / 2) / (1 + zz);
        var half = Z * Math.Sqrt(share * (1 - share) / tries + zz / (4 * tries)) / (1 + zz);
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
