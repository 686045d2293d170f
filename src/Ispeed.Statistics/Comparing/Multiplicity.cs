namespace Ispeed.Statistics.Comparing;

/// <summary>P-values that answer for how many questions were asked.</summary>
public static class Multiplicity
{
    /// <summary>
    /// Holm's adjustment: among all true hypotheses, the chance that any adjusted value is at or below α is at most α, whatever their dependence
    /// (S. Holm, Scandinavian Journal of Statistics 6, 1979).
    /// </summary>
    /// <param name="p">From 0 to 1, any order.</param>
    public static double[] Holm(IReadOnlyList<double> p)
    {
        var order = Ascending(p);
        var (adjusted, largest) = (new double[p.Count], 0.0);
        for (var rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - rank) * p[order[rank]]));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }

    /// <summary>
    /// Benjamini and Hochberg's adjustment: of those at or below α, at most a share α is false in the mean, when tests are independent or positively
    /// dependent, as those of neighbouring places are (Y. Benjamini and Y. Hochberg, JRSS B 57, 1995; with D. Yekutieli, Annals of Statistics 29, 2001).
    /// </summary>
    /// <param name="p">From 0 to 1, any order.</param>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> p)
    {
        var order = Ascending(p);
        var (adjusted, smallest) = (new double[p.Count], 1.0);
        for (var rank = order.Length; rank >= 1; rank--)
        {
            smallest = Math.Min(smallest, p[order[rank - 1]] * (order.Length / (double)rank));
            adjusted[order[rank - 1]] = smallest;
        }

        return adjusted;
    }

    private static int[] Ascending(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        foreach (var value in p)
        {
            if (value is not (>= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(p), value, "A p-value lies from 0 to 1.");
            }
        }

        return [.. Enumerable.Range(0, p.Count).OrderBy(i => p[i])];
    }
}
