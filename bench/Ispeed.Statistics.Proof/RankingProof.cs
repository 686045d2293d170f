using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.Resampling;

namespace Ispeed.Statistics.Proof;

/// <summary>Operators' labels are dealt anew among the users of each city, so that no operator is better: how often is one said to be?</summary>
/// <param name="Operators">Compared.</param>
/// <param name="FalseWinners">Share of dealings in which one operator stood alone on the first rank.</param>
/// <param name="FalsePairs">Share in which any pair was told apart.</param>
public sealed record RankingProof(int Operators, double FalseWinners, double FalsePairs)
{
    public static RankingProof Of(
        IReadOnlyList<OperatorSample> samples,
        int dealings,
        Random random,
        int replicates = MedianReplicates.ForTests
    )
    {
        var (winners, pairs, operators) = (0, 0, 0);
        var cities = samples.GroupBy(sample => sample.Stratum).Select(city => city.ToArray()).ToArray();
        for (var dealing = 0; dealing < dealings; dealing++)
        {
            var dealt = cities.SelectMany(city =>
            {
                var labels = city.Select(sample => sample.Operator).ToArray();
                random.Shuffle(labels);
                return city.Select((sample, i) => sample with { Operator = labels[i] });
            });
            var ranking = OperatorRanking.Of(dealt, (ulong)random.NextInt64(), replicates: replicates);
            operators = Math.Max(operators, ranking.Standings.Count);
            winners += ranking.Standings.Count > 1 && ranking.Standings[0].WorstRank == 1 ? 1 : 0;
            pairs += ranking.Pairs.Any(pair => pair.Differs) ? 1 : 0;
        }

        return new(operators, winners / (double)dealings, pairs / (double)dealings);
    }
}
