using CsCheck;
using Ispeed.Statistics.Proof;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Statistics.Tests.SmallAreas;

public sealed class FayHerriotTests
{
    private static readonly Gen<DirectEstimate[]> Areas = Gen.Select(Gen.Double[0, 6], Gen.Double[0.001, 0.5])
        .Array[3, 40]
        .Select(all => all.Select(one => new DirectEstimate(one.Item1, one.Item2)).ToArray());

    [Fact]
    public void An_estimate_lies_between_the_areas_own_value_and_that_of_its_like() =>
        Areas.Sample(areas =>
        {
            var model = FayHerriot.Fit(areas)!;
            for (var i = 0; i < areas.Length; i++)
            {
                var area = model.Areas[i];
                area.Gamma.ShouldBeInRange(0, 1);
                area.LogMedian.ShouldBe(area.Gamma * areas[i].LogMedian + (1 - area.Gamma) * area.Synthetic, 1e-9);
                area.MeanSquaredError.ShouldBeGreaterThan(0);
                area.Interval.Holds(area.Median).ShouldBeTrue();
            }
        });

    [Fact]
    public void The_better_known_area_keeps_more_of_itself() =>
        Areas.Sample(areas =>
        {
            var model = FayHerriot.Fit(areas)!;
            return Enumerable
                .Range(1, areas.Length - 1)
                .All(i => (model.Areas[i].Gamma - model.Areas[0].Gamma) * (areas[i].Variance - areas[0].Variance) <= 0);
        });

    [Fact]
    public void Tau_solves_paule_and_mandels_equation_or_is_zero() =>
        Areas.Sample(areas =>
        {
            var model = FayHerriot.Fit(areas)!;
            var sum = areas
                .Zip(
                    model.Areas,
                    (direct, area) =>
                        (direct.LogMedian - area.Synthetic) * (direct.LogMedian - area.Synthetic) / (model.Tau2 + direct.Variance)
                )
                .Sum();
            return model.Tau2 == 0 ? sum <= areas.Length - 1 + 1e-9 : Math.Abs(sum / (areas.Length - 1) - 1) < 1e-6;
        });

    [Fact]
    public void With_equal_variances_tau_is_the_spread_beyond_the_sampling() =>
        Gen.Select(Gen.Double[0, 6].Array[3, 40], Gen.Double[0.001, 0.1])
            .Sample(
                (values, psi) =>
                {
                    var mean = values.Average();
                    var spread = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
                    var model = FayHerriot.Fit([.. values.Select(value => new DirectEstimate(value, psi))])!;
                    return Math.Abs(model.Tau2 - Math.Max(0, spread - psi)) < 1e-6 * (1 + spread);
                }
            );

    [Fact]
    public void Covariates_that_explain_everything_leave_no_tau_and_the_known_coefficients()
    {
        double[][] covariates = [.. Enumerable.Range(0, 20).Select(i => new[] { i, (double)(i * i % 7) })];
        DirectEstimate[] areas = [.. covariates.Select(row => new DirectEstimate(2 + 0.1 * row[0] - 0.3 * row[1], 0.01 + 0.001 * row[0]))];
        var model = FayHerriot.Fit(areas, covariates)!;
        model.Tau2.ShouldBe(0);
        model.Coefficients[0].ShouldBe(2, 1e-9);
        model.Coefficients[1].ShouldBe(0.1, 1e-9);
        model.Coefficients[2].ShouldBe(-0.3, 1e-9);
        model.Areas[0].Widening.ShouldBe(1);
    }

    [Fact]
    public void Without_covariates_the_interval_is_a_fifth_wider()
    {
        var area = FayHerriot.Fit([new(1, 0.1), new(2, 0.1), new(4, 0.2)])!.Areas[0];
        Math.Log(area.Interval.High / area.Median).ShouldBe(1.2 * Normal.Z * Math.Sqrt(area.MeanSquaredError), 1e-9);
    }

    [Fact]
    public void The_mean_squared_error_is_the_one_that_happens()
    {
        // 40 areas of known truth, τ = 0.4, ψ from 0.02 to 0.4, two thousand times: what the formula says in the mean is what errors are in the mean.
        var random = new Random(15);
        var (happened, said) = (new double[2], new double[2]);
        for (var repetition = 0; repetition < 2000; repetition++)
        {
            var truth = Enumerable.Range(0, 40).Select(_ => 3 + 0.4 * random.Normal()).ToArray();
            var psi = Enumerable.Range(0, 40).Select(i => 0.02 + 0.38 * i / 39).ToArray();
            var model = FayHerriot.Fit([
                .. truth.Zip(psi, (theta, variance) => new DirectEstimate(theta + Math.Sqrt(variance) * random.Normal(), variance)),
            ])!;
            for (var i = 0; i < 40; i++)
            {
                var error = model.Areas[i].LogMedian - truth[i];
                happened[i / 20] += error * error;
                said[i / 20] += model.Areas[i].MeanSquaredError;
            }
        }

        (said[0] / happened[0]).ShouldBe(1, 0.1); // the well known half
        (said[1] / happened[1]).ShouldBe(1, 0.1); // the hardly known half
    }

    [Fact]
    public void Too_few_areas_teach_nothing_and_wrong_ones_are_refused()
    {
        FayHerriot.Fit([new(1, 0.1), new(2, 0.1)]).ShouldBeNull();
        Should.Throw<ArgumentException>(() => FayHerriot.Fit([new(1, 0.1), new(2, 0), new(3, 0.1)]));
        Should.Throw<ArgumentException>(() =>
            FayHerriot.Fit(
                [new(1, 0.1), new(2, 1), new(3, 1), new(3, 1)],
                [
                    [1],
                    [1],
                    [1],
                    [1],
                ]
            )
        );
    }
}
