namespace Ispeed.Statistics;

/// <summary>
/// Distribution-free 95 % intervals of a quantile from two order statistics with exact binomial ranks (H. A. David and H. N. Nagaraja,
/// Order Statistics, 3rd ed. 2003, §7.1). Nothing is assumed of the values but independence, which suits speeds: they heap at tariffs.
/// </summary>
public static class OrderStatistics
{
    private const double Tail = 0.025;

    /// <summary>
    /// The ranks, from 1, whose values enclose the quantile with at least 95 %: the largest l with P(Bin(n, share) ≤ l − 1) ≤ 0.025 and the
    /// smallest u with P(Bin(n, share) ≥ u) ≤ 0.025. Null where no such pair exists: below n = 6 for a median, 36 for P10 and P90.
    /// </summary>
    /// <param name="count">n, the number of values.</param>
    /// <param name="share">The quantile, between 0 and 1, both excluded.</param>
    public static (int Lower, int Upper)? Ranks(int count, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (share is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A quantile lies between 0 and 1.");
        }

        // The upper rank mirrors the lower rank of the opposite quantile, so that both tails are summed from their small end.
        var lower = LowerRank(count, share);
        var fromTop = LowerRank(count, 1 - share);
        return lower < 1 || fromTop < 1 ? null : (lower, count + 1 - fromTop);
    }

    /// <summary>The interval of a quantile; null where <see cref="Ranks"/> has none.</summary>
    /// <param name="ascending">The values in ascending order.</param>
    /// <param name="share">The quantile, between 0 and 1, both excluded.</param>
    public static Interval? IntervalOf(ReadOnlySpan<double> ascending, double share) =>
        Ranks(ascending.Length, share) is var (lower, upper) ? new(ascending[lower - 1], ascending[upper - 1]) : null;

    /// <summary>
    /// The quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7); NaN without values. The engine's
    /// library has the same definition for the values of one run: this library stands alone, so that it can be used without the engine.
    /// </summary>
    /// <param name="ascending">The values in ascending order.</param>
    /// <param name="share">The quantile, from 0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> ascending, double share)
    {
        if (ascending.IsEmpty)
        {
            return double.NaN;
        }

        var place = (ascending.Length - 1) * share;
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + (ascending[above] - ascending[below]) * (place - below);
    }

    // The largest l with P(Bin(n, p) ≤ l − 1) ≤ 0.025; 0 when there is none. In logarithms, because qⁿ is 0 in a double from n = 1,075 at p = ½.
    private static int LowerRank(int count, double share)
    {
        var odds = Math.Log(share / (1 - share));
        var term = count * Math.Log(1 - share);
        var sum = 0.0;
        for (var hits = 0; hits <= count; hits++)
        {
            sum += Math.Exp(term);
            if (sum > Tail)
            {
                return hits;
            }

            term += odds + Math.Log((double)(count - hits) / (hits + 1));
        }

        return count;
    }
}
