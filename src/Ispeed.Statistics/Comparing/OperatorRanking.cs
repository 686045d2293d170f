using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.Comparing;

/// <summary>
/// Operators in order, as far as the samples tell them apart. Every pair is compared on the places all of them serve; two differ when Holm's
/// adjusted p is at most 5 % and their medians are at least 5 % apart; ranks that cannot be told apart are shared ("1–2"). Intervals that overlap
/// are no test: two that just touch are already p ≈ 0.006.
/// </summary>
/// <param name="Standings">By best rank, then by median, largest first; only operators that could be compared.</param>
/// <param name="Pairs">All pairs of them.</param>
public sealed record OperatorRanking(IReadOnlyList<OperatorStanding> Standings, IReadOnlyList<OperatorPair> Pairs)
{
    /// <summary>Devices that an operator needs to be compared.</summary>
    public const int FewestDevices = CommonSupport.FewestDevices;

    /// <summary>A ratio of medians nearer to 1 matters to nobody and ranks nobody.</summary>
    public const double PracticalMargin = 1.05;

    /// <summary>The chance, at most, that any pair of equal operators is told apart.</summary>
    public const double Alpha = 0.05;

    /// <summary>Ranks operators; larger medians are better.</summary>
    /// <param name="samples">One a device, operator and place.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="populationOf">Of a stratum; null to weigh a stratum by its devices.</param>
    /// <param name="replicates">B; more are drawn where Holm's first bar asks for a p that B could not show.</param>
    public static OperatorRanking Of(
        IEnumerable<OperatorSample> samples,
        ulong seed,
        Func<int, double>? populationOf = null,
        int replicates = MedianReplicates.ForTests
    )
    {
        ArgumentNullException.ThrowIfNull(samples);
        var compared = CommonSupport.Of(samples, populationOf);
        var operators = compared.Keys.ToArray();

        // The smallest p is 2/(B + 1), and the first of k(k − 1)/2 pairs must be able to fall to half of α over their number.
        var drawn = Math.Max(replicates, (int)Math.Ceiling(2 * operators.Length * (operators.Length - 1) / Alpha));
        var medians = operators
            .Select(number => (WeightedSample.Of(compared[number]).Median, MedianReplicates.Of(compared[number], seed, drawn)))
            .ToArray();
        var contrasts = (
            from a in Enumerable.Range(0, operators.Length)
            from b in Enumerable.Range(a + 1, operators.Length - a - 1)
            select (a, b, MedianContrast.Of(medians[a], medians[b], known: true))
        ).ToArray();
        var adjusted = Multiplicity.Holm([.. contrasts.Select(contrast => contrast.Item3.P)]);
        var pairs = contrasts
            .Select((contrast, i) => Judge(operators[contrast.a], operators[contrast.b], contrast.Item3, adjusted[i]))
            .ToArray();
        var standings = operators.Select(
            (number, i) =>
                new OperatorStanding(
                    number,
                    compared[number].Length,
                    medians[i].Item1,
                    MedianReplicates.IntervalOf(medians[i].Item2),
                    1 + pairs.Count(pair => pair.Loser == number),
                    operators.Length - pairs.Count(pair => pair.Winner == number)
                )
        );
        return new([.. standings.OrderBy(one => one.BestRank).ThenBy(one => one.WorstRank).ThenByDescending(one => one.Median)], pairs);
    }

    private static OperatorPair Judge(int one, int other, MedianContrast contrast, double adjusted)
    {
        var differs = adjusted <= Alpha && Math.Max(contrast.Ratio, 1 / contrast.Ratio) >= PracticalMargin;
        return new(one, other, contrast.Ratio, contrast.RatioInterval, adjusted, differs);
    }
}

/// <summary>Where an operator stands.</summary>
/// <param name="Operator">Its number.</param>
/// <param name="Devices">On the common support.</param>
/// <param name="Median">There, each place weighing its population.</param>
/// <param name="Interval">95 %.</param>
/// <param name="BestRank">1 + operators that are surely better.</param>
/// <param name="WorstRank">All operators − those that are surely worse.</param>
public sealed record OperatorStanding(int Operator, int Devices, double Median, Interval? Interval, int BestRank, int WorstRank);

/// <summary>Two operators beside each other.</summary>
/// <param name="One">An operator.</param>
/// <param name="Other">Another.</param>
/// <param name="Ratio">Median of the one over that of the other.</param>
/// <param name="Interval">95 %, for this pair alone.</param>
/// <param name="AdjustedP">Holm's, over all pairs.</param>
/// <param name="Differs">Whether they are told apart.</param>
public sealed record OperatorPair(int One, int Other, double Ratio, Interval? Interval, double AdjustedP, bool Differs)
{
    /// <summary>The better one; null when they are not told apart.</summary>
    public int? Winner =>
        !Differs ? null
        : Ratio > 1 ? One
        : Other;

    /// <summary>The worse one; null when they are not told apart.</summary>
    public int? Loser =>
        !Differs ? null
        : Ratio > 1 ? Other
        : One;
}
