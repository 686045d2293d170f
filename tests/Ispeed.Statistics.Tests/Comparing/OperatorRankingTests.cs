using CsCheck;
using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.Proof;

namespace Ispeed.Statistics.Tests.Comparing;

public sealed class OperatorRankingTests
{
    [Fact]
    public void Operators_that_differ_are_ranked_and_those_that_do_not_share_their_ranks()
    {
        var ranking = OperatorRanking.Of(Samples((1, 1.0), (2, 1.6), (3, 1.6)), seed: 1);
        ranking.Standings.Select(one => (one.BestRank, one.WorstRank)).ShouldBe([(1, 2), (1, 2), (3, 3)]);
        ranking.Standings[2].Operator.ShouldBe(1);
        ranking.Pairs.Single(pair => pair is { One: 2, Other: 3 }).Winner.ShouldBeNull();
        ranking.Pairs.Single(pair => pair is { One: 1, Other: 2 }).Winner.ShouldBe(2);
    }

    [Fact]
    public void A_difference_below_five_per_cent_ranks_nobody_however_sure_it_is()
    {
        // Hardly any spread: 3 % are far beyond chance.
        var ranking = OperatorRanking.Of(Samples(spread: 0.02, (1, 1.0), (2, 1.03)), seed: 1);
        ranking.Pairs[0].AdjustedP.ShouldBeLessThan(0.01);
        ranking.Standings.ShouldAllBe(one => one.BestRank == 1 && one.WorstRank == 2);
    }

    [Fact]
    public void An_operator_with_fewer_than_300_devices_is_not_compared()
    {
        var samples = Samples((1, 1.0), (2, 1.0)).Concat(Samples((3, 5.0)).Take(299));
        OperatorRanking.Of(samples, seed: 1).Standings.Select(one => one.Operator).Order().ShouldBe([1, 2]);
    }

    [Fact]
    public void Where_customers_live_ranks_nobody()
    {
        // Both operators are equal in each place; the second has nine tenths of its devices in the fast one.
        var random = new Random(2);
        var samples = Enumerable
            .Range(0, 4000)
            .Select(i =>
            {
                var (isSecond, inCity) = (i % 2 == 1, random.NextDouble() < (i % 2 == 1 ? 0.9 : 0.5));
                return new OperatorSample(isSecond ? 2 : 1, inCity ? 1 : 0, i, (inCity ? 100 : 20) * Math.Exp(0.5 * random.Normal()));
            })
            .ToArray();
        var ranking = OperatorRanking.Of(samples, seed: 1, populationOf: _ => 1);
        ranking.Pairs[0].Ratio.ShouldBeInRange(0.8, 1.25);
        ranking.Standings.ShouldAllBe(one => one.BestRank == 1 && one.WorstRank == 2);
    }

    [Fact]
    public void An_operator_of_a_single_place_does_not_shrink_the_comparison_to_that_place()
    {
        var local = Enumerable.Range(0, 400).Select(i => new OperatorSample(9, 0, 50_000 + i, 10));
        var ranking = OperatorRanking.Of(Samples((1, 1.0), (2, 1.0)).Concat(local), seed: 1);
        ranking.Standings.Select(one => one.Operator).Order().ShouldBe([1, 2]);
        ranking.Standings.ShouldAllBe(one => one.Devices == 600);
    }

    [Fact]
    public void Places_that_one_operator_does_not_serve_do_not_count()
    {
        var elsewhere = Enumerable.Range(0, 200).Select(i => new OperatorSample(1, 77, 60_000 + i, 1000));
        var ranking = OperatorRanking.Of(Samples((1, 1.0), (2, 1.0)).Concat(elsewhere), seed: 1);
        ranking.Standings.ShouldAllBe(one => one.Devices == 600);
    }

    [Fact]
    public void Nobody_to_compare_is_an_empty_ranking() => OperatorRanking.Of([], seed: 1).Standings.ShouldBeEmpty();

    [Fact]
    public void Better_and_worse_are_consistent_with_the_ranks_and_every_rank_is_possible() =>
        Gen.Select(Gen.Double[0.7, 1.4].Array[2, 5], Gen.ULong)
            .Sample(
                (levels, seed) =>
                {
                    var ranking = OperatorRanking.Of(Samples([.. levels.Select((level, i) => (i, level))]), seed, replicates: 100);
                    foreach (var one in ranking.Standings)
                    {
                        one.BestRank.ShouldBe(1 + ranking.Pairs.Count(pair => pair.Loser == one.Operator));
                        one.WorstRank.ShouldBe(levels.Length - ranking.Pairs.Count(pair => pair.Winner == one.Operator));
                        one.BestRank.ShouldBeLessThanOrEqualTo(one.WorstRank);
                    }

                    ranking.Standings[0].BestRank.ShouldBe(1);
                },
                iter: 15
            );

    [Fact]
    public void Equal_operators_have_a_winner_in_at_most_five_per_cent_of_months()
    {
        var proof = RankingProof.Of(Samples((1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0)), 200, new(6), replicates: 240);
        proof.Operators.ShouldBe(4);
        proof.FalsePairs.ShouldBeLessThanOrEqualTo(0.05);
        proof.FalseWinners.ShouldBeLessThanOrEqualTo(proof.FalsePairs);
    }

    private static OperatorSample[] Samples(params (int Operator, double Level)[] operators) => Samples(0.8, operators);

    // 600 devices each, over 20 places of different speed.
    private static OperatorSample[] Samples(double spread, params (int Operator, double Level)[] operators) =>
        [
            .. operators.SelectMany(one =>
            {
                var random = new Random(one.Operator + 100);
                return Enumerable
                    .Range(0, 600)
                    .Select(i => new OperatorSample(
                        one.Operator,
                        i % 20,
                        one.Operator * 1000 + i,
                        one.Level * 30 * (1 + spread * (i % 20) / 20) * Math.Exp(spread * random.Normal())
                    ));
            }),
        ];
}
