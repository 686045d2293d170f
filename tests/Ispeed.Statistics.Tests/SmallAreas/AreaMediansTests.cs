using Ispeed.Statistics.Proof;
using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Statistics.Tests.SmallAreas;

public sealed class AreaMediansTests
{
    [Fact]
    public void What_is_said_of_an_area_follows_its_tier()
    {
        int[] counts = [5, 6, 29, 30, 99, 100, 400];
        var medians = AreaMedians.Of([.. counts.Select((count, i) => Area(count, i))]);
        medians
            .Select(area => area.Estimator)
            .ShouldBe([
                Estimator.None,
                Estimator.Shrunken,
                Estimator.Shrunken,
                Estimator.Shrunken,
                Estimator.Shrunken,
                Estimator.Direct,
                Estimator.Direct,
            ]);
        medians.Select(area => area.Interval is not null).ShouldBe([false, false, false, true, true, true, true]);
        medians.Select(area => area.Median is not null).ShouldBe([false, true, true, true, true, true, true]);
        medians[6].Gamma.ShouldBe(1);
        medians[1].Gamma!.Value.ShouldBeLessThan(medians[4].Gamma!.Value);
    }

    [Fact]
    public void A_direct_value_is_the_areas_own_median_with_its_own_interval()
    {
        var areas = Enumerable.Range(0, 4).Select(i => Area(150, i)).ToArray();
        var own = areas[2].Samples.Select(sample => sample.Value).Order().ToArray();
        var figure = AreaMedians.Of(areas)[2];
        figure.Median.ShouldBe(OrderStatistics.Quantile(own, 0.5));
        figure.Interval.ShouldBe(OrderStatistics.IntervalOf(own, 0.5));
    }

    [Fact]
    public void The_shrunken_areas_together_keep_what_they_have_directly()
    {
        var areas = Enumerable.Range(0, 12).Select(i => Area(8 + 6 * i, i) with { Population = 1 + i % 5 }).ToArray();
        var figures = AreaMedians.Of(areas);
        var (published, direct) = (0.0, 0.0);
        for (var i = 0; i < areas.Length; i++)
        {
            published += areas[i].Population * Math.Log(figures[i].Median!.Value);
            direct +=
                areas[i].Population * Math.Log(OrderStatistics.Quantile([.. areas[i].Samples.Select(sample => sample.Value).Order()], 0.5));
        }

        published.ShouldBe(direct, 1e-9);
    }

    [Fact]
    public void Two_areas_alone_teach_nothing_about_a_third_so_small_ones_say_nothing() =>
        AreaMedians.Of([Area(20, 0), Area(200, 1)]).Select(area => area.Estimator).ShouldBe([Estimator.None, Estimator.Direct]);

    [Fact]
    public void The_estimators_keep_their_numbers() =>
        string.Join(' ', Enum.GetValues<Estimator>().Select(one => $"{one}={(int)one}")).ShouldBe("None=0 Shrunken=1 Direct=2");

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(40)]
    public void The_model_is_nearer_to_the_truth_than_the_areas_own_median(int devices)
    {
        // Areas that differ by τ = 0.35 on the log scale, devices within them by 1.2: what 4G looks like.
        var random = new Random(devices);
        var cities = Enumerable
            .Range(0, 40)
            .Select(_ => 30 * Math.Exp(0.35 * random.Normal()))
            .Select(median => Enumerable.Range(0, 400).Select(_ => median * Math.Exp(1.2 * random.Normal())).ToArray())
            .ToArray();
        foreach (var city in cities)
        {
            Array.Sort(city);
        }

        var proof = SmallAreaProof.Of(cities, devices, repetitions: 60, random);
        proof.Shrunken.ShouldBeLessThan(proof.Direct);
        proof.Shrunken.ShouldBeLessThan(proof.Pooled);
        proof.Coverage.ShouldBeInRange(0.93, 0.995); // the promise is 0.93 to 0.97; half-widths a fifth wider may cover more
    }

    private static AreaSamples Area(int count, int seed)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, count).Select(i => new DeviceValue(i, (20 + 5 * seed) * Math.Exp(random.Normal())))]);
    }
}
