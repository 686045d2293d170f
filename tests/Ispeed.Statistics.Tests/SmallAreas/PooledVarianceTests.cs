using CsCheck;
using Ispeed.Statistics.Proof;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Statistics.Tests.SmallAreas;

public sealed class PooledVarianceTests
{
    [Fact]
    public void Levels_of_areas_do_not_count_as_spread() =>
        Gen.Select(Gen.Double[1, 100].Array[6, 30], Gen.Double[0.01, 100])
            .Sample(
                (values, factor) =>
                {
                    double[] faster = [.. values.Select(value => value * factor)];
                    return Math.Abs(PooledVariance.SigmaOf([values, faster]) - PooledVariance.SigmaOf([values])) < 1e-9;
                }
            );

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(500)]
    public void Of_normal_values_it_is_their_standard_deviation_whatever_the_size_of_areas(int devices)
    {
        var random = new Random(devices);
        var areas = Enumerable
            .Range(0, 30_000 / devices)
            .Select(_ => Enumerable.Range(0, devices).Select(_ => Math.Exp(1.2 * random.Normal())).ToArray());
        PooledVariance.SigmaOf(areas).ShouldBe(1.2, 0.05);
    }

    [Fact]
    public void Dead_lines_do_not_make_medians_less_sure()
    {
        var random = new Random(1);
        double[] area = [.. Enumerable.Range(0, 1000).Select(_ => 50 * Math.Exp(random.Normal()))];
        double[] spoilt = [.. area.Select((value, i) => i % 50 == 0 ? 0.001 : value)];
        (PooledVariance.SigmaOf([spoilt]) / PooledVariance.SigmaOf([area])).ShouldBe(1, 0.06);
    }

    [Fact]
    public void Areas_of_few_devices_have_no_spread() =>
        PooledVariance
            .SigmaOf([
                [1],
                [5, 6, 7, 8, 9],
                [],
            ])
            .ShouldBe(double.NaN);

    [Fact]
    public void The_variance_of_a_median_is_half_pi_that_of_a_mean() =>
        PooledVariance.OfMedian(1.2, 50, 1.5).ShouldBe(1.5707963 * 1.44 * 1.5 / 50, 1e-8);
}
