using CsCheck;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Statistics.Tests.SmallAreas;

public sealed class PooledVarianceTests
{
    [Fact]
    public void Levels_of_areas_do_not_count_as_spread() =>
        Gen.Select(Gen.Double[1, 100].Array[2, 30], Gen.Double[0.01, 100])
            .Sample(
                (values, factor) =>
                {
                    double[] faster = [.. values.Select(value => value * factor)];
                    return Math.Abs(PooledVariance.SigmaOf([values, faster]) - PooledVariance.SigmaOf([values, values])) < 1e-9;
                }
            );

    [Fact]
    public void The_known_value_is_found() =>
        // ln values 0, 2 and 0, 0, 3: squares 2 and 6, degrees 1 and 2.
        PooledVariance
            .SigmaOf([
                [1, Math.Exp(2)],
                [1, 1, Math.Exp(3)],
            ])
            .ShouldBe(Math.Sqrt(8.0 / 3), 1e-12);

    [Fact]
    public void Areas_of_single_devices_have_no_spread() =>
        PooledVariance
            .SigmaOf([
                [1],
                [5],
                [],
            ])
            .ShouldBe(double.NaN);

    [Fact]
    public void The_variance_of_a_median_is_half_pi_that_of_a_mean() =>
        PooledVariance.OfMedian(1.2, 50, 1.5).ShouldBe(1.5707963 * 1.44 * 1.5 / 50, 1e-8);
}
