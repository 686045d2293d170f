using CsCheck;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.Tests.Weighting;

public sealed class RakingTests
{
    [Fact]
    public void Raking_reproduces_the_margins() =>
        Gen.Select(Gen.Int[100, 400], Gen.Double[0.5, 2].Array[3], Gen.Double[0.5, 2].Array[4], Gen.Int)
            .Sample(
                (devices, regions, operators, seed) =>
                {
                    var random = new Random(seed);
                    Margin[] margins =
                    [
                        new("region", [.. Enumerable.Range(0, devices).Select(_ => random.Next(3))], regions),
                        new("operator", [.. Enumerable.Range(0, devices).Select(_ => random.Next(4))], operators),
                    ];
                    var raked = Raking.Weigh(devices, margins);
                    raked.IsConverged.ShouldBeTrue();
                    raked.Weights.Average().ShouldBe(1, 0.002);
                    for (var at = 0; at < margins.Length; at++)
                    {
                        var (margin, group) = (margins[at], raked.Groups[at]);
                        for (var one = 0; one < group.Count; one++)
                        {
                            var wanted = margin.Totals.Where((_, category) => group[category] == one).Sum() / margin.Totals.Sum();
                            var got = raked.Weights.Where((_, device) => group[margin.CategoryOf[device]] == one).Sum() / devices;
                            got.ShouldBe(wanted, 0.002 * Math.Max(wanted, 0.01));
                        }
                    }
                }
            );

    [Fact]
    public void A_sample_that_has_the_margins_keeps_weight_one()
    {
        int[] categories = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        var raked = Raking.Weigh(60, [new("region", categories, [10, 10, 10])]);
        raked.Weights.ShouldAllBe(weight => Math.Abs(weight - 1) < 1e-12);
        raked.EffectiveCount.ShouldBe(60, 1e-9);
        raked.Iterations.ShouldBe(1);
    }

    [Fact]
    public void The_known_table_of_two_margins_is_found()
    {
        // 20/20/20/20 devices in a 2×2 table, margins 30:10 and 10:30: without interaction in the sample the fit is the product, 7.5 22.5 2.5 7.5.
        int[] rows = [.. Enumerable.Range(0, 80).Select(i => i / 40)];
        int[] columns = [.. Enumerable.Range(0, 80).Select(i => i / 20 % 2)];
        var raked = Raking.Weigh(80, [new("rows", rows, [30, 10]), new("columns", columns, [10, 30])]);
        raked.Weights[0].ShouldBe(0.75, 1e-6);
        raked.Weights[20].ShouldBe(2.25, 1e-6);
        raked.Weights[40].ShouldBe(0.25, 1e-6);
        raked.Weights[60].ShouldBe(0.75, 1e-6);
    }

    [Fact]
    public void A_weight_above_five_medians_is_cut_and_the_margins_still_hold()
    {
        // Twelve rural devices for half of the people: weight 4.2 against 0.54; one of them is also the only kind that a second margin lacks.
        int[] place = [.. Enumerable.Range(0, 100).Select(i => i < 12 ? 0 : 1)];
        int[] operators = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? 0 : 1)];
        var raked = Raking.Weigh(100, [new("place", place, [3, 7]), new("operator", operators, [4, 6])]);
        raked.Cut.ShouldBeGreaterThan(0);
        raked.LargestOverMedian.ShouldBeLessThan(9);
        raked.Weights.Take(12).Sum().ShouldBe(30, 0.1);
        Enumerable.Range(0, 100).Where(i => operators[i] == 0).Sum(i => raked.Weights[i]).ShouldBe(40, 0.1);
    }

    [Fact]
    public void A_thin_category_joins_the_smallest_of_its_parent_first()
    {
        // 0 and 1 belong to one province, 2 and 3 to another; 1 has four devices, 2 is the smallest of all others.
        int[] categories = [.. Categories(30, 4, 12, 40)];
        var raked = Raking.Weigh(86, [new("district", categories, [1, 1, 1, 1], [0, 0, 1, 1])]);
        raked.Groups[0].ShouldBe([0, 0, 2, 3]);
    }

    [Fact]
    public void A_category_without_any_device_is_collapsed_and_not_divided_by()
    {
        var raked = Raking.Weigh(50, [new("region", [.. Categories(25, 0, 25)], [1, 1, 2])]);
        raked.Groups[0].ShouldBe([0, 0, 2]);
        raked.Weights.ShouldAllBe(weight => Math.Abs(weight - 1) < 1e-9);
    }

    [Fact]
    public void Margins_that_contradict_the_sample_say_so()
    {
        // Region and operator are one thing in this sample, and the margins want different shares of it.
        int[] same = [.. Categories(50, 50)];
        Raking.Weigh(100, [new("region", same, [1, 1]), new("operator", same, [1, 9])]).IsConverged.ShouldBeFalse();
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Should.Throw<ArgumentException>(() => Raking.Weigh(2, [new("region", [0], [1])])).Message.ShouldContain("region");
        Should.Throw<ArgumentException>(() => Raking.Weigh(1, [new("region", [3], [1])])).Message.ShouldContain("category 3");
        Should.Throw<ArgumentException>(() => Raking.Weigh(1, [new("region", [0], [0])])).Message.ShouldContain("positive");
    }

    private static IEnumerable<int> Categories(params int[] counts) =>
        counts.SelectMany((count, category) => Enumerable.Repeat(category, count));
}
