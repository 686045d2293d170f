using CsCheck;
using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.Tests.Weighting;

public sealed class WeightedSampleTests
{
    private static readonly Gen<double[]> Values = Gen.Double[0.1, 1000].Array[1, 80];

    [Fact]
    public void With_equal_weights_median_and_interval_are_the_unweighted_ones() =>
        Gen.Select(Values, Gen.Double[0.01, 100])
            .Sample(
                (values, weight) =>
                {
                    var sample = Weighted(values, _ => weight);
                    Array.Sort(values);
                    sample.Median.ShouldBe(OrderStatistics.Quantile(values, 0.5), 1e-9);
                    sample.IntervalOf(0.5).ShouldBe(OrderStatistics.IntervalOf(values, 0.5));
                    sample.IntervalOf(0.9).ShouldBe(OrderStatistics.IntervalOf(values, 0.9));
                    sample.EffectiveCount.ShouldBe(values.Length, 1e-9);
                    sample.DesignEffect.ShouldBe(1, 1e-9);
                }
            );

    [Fact]
    public void A_whole_weight_is_so_many_copies() =>
        Gen.Select(Gen.Select(Gen.Double[0.1, 1000], Gen.Int[1, 5]).Array[1, 30], Gen.Double[0.01, 0.99])
            .Sample(
                (weighted, share) =>
                {
                    var once = WeightedSample.Of([.. weighted.Select((one, i) => new DeviceValue(i, one.Item1, one.Item2))]);
                    var copies = Weighted([.. weighted.SelectMany(one => Enumerable.Repeat(one.Item1, one.Item2))], _ => 1);
                    once.Quantile(share).ShouldBe(copies.Quantile(share), 1e-9);
                    once.ShareAtLeast(100).Share.ShouldBe(copies.ShareAtLeast(100).Share, 1e-12);
                }
            );

    [Fact]
    public void The_scale_of_the_weights_does_not_matter() =>
        Gen.Select(Gen.Select(Gen.Double[0.1, 1000], Gen.Double[0.1, 5]).Array[1, 60], Gen.Double[0.001, 1000])
            .Sample(
                (weighted, scale) =>
                {
                    var one = WeightedSample.Of([.. weighted.Select((pair, i) => new DeviceValue(i, pair.Item1, pair.Item2))]);
                    var other = WeightedSample.Of([.. weighted.Select((pair, i) => new DeviceValue(i, pair.Item1, pair.Item2 * scale))]);
                    return one.Median == other.Median && Math.Abs(one.EffectiveCount / other.EffectiveCount - 1) < 1e-9;
                }
            );

    [Fact]
    public void Effective_devices_are_never_more_than_devices_and_the_interval_holds_the_median() =>
        Gen.Select(Gen.Double[0.1, 1000], Gen.Double[0.01, 50])
            .Array[1, 120]
            .Sample(weighted =>
            {
                var sample = WeightedSample.Of([.. weighted.Select((pair, i) => new DeviceValue(i, pair.Item1, pair.Item2))]);
                sample.EffectiveCount.ShouldBeInRange(1 - 1e-9, sample.Count + 1e-9);
                (sample.IntervalOf(0.5)?.Holds(sample.Median) ?? true).ShouldBeTrue();
                var share = sample.ShareAtLeast(300);
                share.Interval.Holds(share.Share).ShouldBeTrue();
            });

    [Fact]
    public void The_interval_is_near_the_textbook_one_of_woodruff()
    {
        var random = new Random(4);
        var sample = WeightedSample.Of([.. Enumerable.Range(0, 2000).Select(i => new DeviceValue(i, i, 0.5 + random.NextDouble()))]);
        var half = Normal.Z * 0.5 / Math.Sqrt(sample.EffectiveCount);
        var interval = sample.IntervalOf(0.5)!.Value;
        interval.Low.ShouldBe(sample.Quantile(0.5 - half), 6); // ranks of 2,000
        interval.High.ShouldBe(sample.Quantile(0.5 + half), 6);
    }

    [Fact]
    public void A_design_effect_widens_the_interval_as_if_there_were_fewer_devices()
    {
        var sample = Weighted([.. Enumerable.Range(1, 100).Select(i => (double)i)], _ => 1);
        sample.IntervalOf(0.5, clusterEffect: 2).ShouldBe(new Interval(35, 66)); // ranks 18 and 33 of 50, each worth two of the hundred
        sample.IntervalOf(0.5, clusterEffect: 20).ShouldBeNull();
    }

    [Fact]
    public void What_is_no_sample_is_refused()
    {
        Should.Throw<ArgumentException>(() => WeightedSample.Of([new(1, double.NaN)]));
        Should.Throw<ArgumentException>(() => WeightedSample.Of([new(1, 1, -1)]));
        WeightedSample.Of([new(1, 1, 0)]).Median.ShouldBe(double.NaN);
        WeightedSample.Of([]).ShareAtLeast(1).Interval.ShouldBe(new(0, 1));
    }

    private static WeightedSample Weighted(double[] values, Func<int, double> weightOf) =>
        WeightedSample.Of([.. values.Select((value, i) => new DeviceValue(i, value, weightOf(i)))]);
}
