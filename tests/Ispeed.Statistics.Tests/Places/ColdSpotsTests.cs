using CsCheck;
using Ispeed.Statistics.Places;
using Ispeed.Statistics.Proof;

namespace Ispeed.Statistics.Tests.Places;

public sealed class ColdSpotsTests
{
    [Fact]
    public void The_score_has_its_known_value()
    {
        // n = 5, x̄ = 3, S = √2; place 0 with place 1: (1 + 2 − 6)/(√2 √((5·2 − 4)/4)) = −3/√3.
        ColdSpots
            .Scores(
                [1, 2, 3, 4, 5],
                [
                    [1],
                    [],
                    [],
                    [],
                    [],
                ]
            )[0]
            .ShouldBe(-Math.Sqrt(3), 1e-12);
    }

    [Fact]
    public void Scale_and_level_of_the_values_do_not_matter() =>
        Gen.Select(Gen.Double[-5, 5].Array[3, 30], Gen.Double[0.1, 10], Gen.Double[-5, 5])
            .Sample(
                (values, scale, level) =>
                {
                    var neighbours = Line(values.Length);
                    var (one, other) = (
                        ColdSpots.Scores(values, neighbours),
                        ColdSpots.Scores([.. values.Select(value => level + scale * value)], neighbours)
                    );
                    return one.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
                }
            );

    [Fact]
    public void A_cold_stretch_is_found_and_noise_is_not()
    {
        var random = new Random(4);
        double[] noise = [.. Enumerable.Range(0, 400).Select(_ => random.Normal())];
        ColdSpots.Find(noise, Line(400)).ShouldBeEmpty();
        double[] cold = [.. noise.Select((value, i) => i is >= 200 and < 212 ? value - 4 : value)];
        var found = ColdSpots.Find(cold, Line(400));
        found.Count.ShouldBeGreaterThan(8);
        found.ShouldAllBe(place => place >= 198 && place < 214);
    }

    [Fact]
    public void Equal_values_or_a_single_place_are_nowhere_cold()
    {
        ColdSpots.Scores([2, 2, 2], Line(3)).ShouldAllBe(score => score == 0);
        ColdSpots
            .Scores(
                [2],
                [
                    [],
                ]
            )
            .ShouldBe([0]);
        ColdSpots
            .Scores(
                [1, 5],
                [
                    [1],
                    [0],
                ]
            )
            .ShouldAllBe(score => score == 0); // everybody is around everybody
    }

    // A road: the neighbours are the places before and behind.
    private static IReadOnlyList<int>[] Line(int places) =>
        [.. Enumerable.Range(0, places).Select(i => (IReadOnlyList<int>)[.. new[] { i - 1, i + 1 }.Where(at => at >= 0 && at < places)])];
}
