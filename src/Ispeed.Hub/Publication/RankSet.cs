using System.Collections.Concurrent;
using Ispeed.Statistics;

namespace Ispeed.Hub.Publication;

/// <summary>Which order statistics a cell of n samples needs, found once for every n: finding them sums n binomial terms.</summary>
internal sealed class RankSet
{
    private static readonly double[] Quartiles = [0.25, 0.75];
    private static readonly ConcurrentDictionary<int, RankSet> Known = [];

    private RankSet(int count)
    {
        Median = count < Summary.FewestForMedian ? null : OrderStatistics.Ranks(count, 0.5);
        P10 = count < Summary.FewestForTails ? null : OrderStatistics.Ranks(count, 0.1);
        P90 = count < Summary.FewestForTails ? null : OrderStatistics.Ranks(count, 0.9);
        double[] shares = [0.1, 0.5, 0.9];
        var places = shares.SelectMany(share => new[] { (count - 1) * share, Math.Min((count - 1) * share + 1, count - 1) });
        // Quartiles of type 8 lie at (n + ⅓) p + ⅓ (PooledVariance): their neighbours on both sides are taken, so that rounding decides nothing.
        var quartiles = Quartiles.SelectMany(share => Enumerable.Range(-1, 4).Select(step => (count + 1.0 / 3) * share + step));
        var ends = new[] { Median, P10, P90 }.OfType<(int Lower, int Upper)>().SelectMany(pair => new[] { pair.Lower - 1, pair.Upper - 1 });
        All =
        [
            .. places
                .Concat(quartiles)
                .Select(place => (int)Math.Floor(place))
                .Concat(ends)
                .Where(rank => rank >= 0 && rank < count)
                .Distinct()
                .Order(),
        ];
    }

    /// <summary>From 1; null where too few samples allow an interval, and then nothing is published.</summary>
    public (int Lower, int Upper)? Median { get; }

    public (int Lower, int Upper)? P10 { get; }

    public (int Lower, int Upper)? P90 { get; }

    /// <summary>From 0, ascending.</summary>
    public int[] All { get; }

    public static RankSet Of(int count) => Known.GetOrAdd(count, static n => new(n));
}
