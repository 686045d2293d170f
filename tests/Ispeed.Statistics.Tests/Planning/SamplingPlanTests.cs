using CsCheck;
using Ispeed.Statistics.Planning;
using Ispeed.Statistics.Proof;

namespace Ispeed.Statistics.Tests.Planning;

public sealed class SamplingPlanTests
{
    // σ_eff = 1/(f √(2π)); counts for five kinds of access from public data.
    [Theory]
    [InlineData(1.27, 0.10, 1075)]
    [InlineData(1.27, 0.25, 196)]
    [InlineData(0.65, 0.10, 282)]
    [InlineData(0.65, 0.25, 51)]
    [InlineData(0.85, 0.10, 482)]
    [InlineData(1.37, 0.25, 229)]
    [InlineData(0.90, 0.10, 536)]
    public void The_devices_for_a_precision_are_the_known_ones(double sigma, double within, int devices) =>
        SamplingPlan
            .DevicesFor(within, 1 / (sigma * Math.Sqrt(2 * Math.PI)))
            .ShouldBeInRange((int)(0.985 * devices), (int)(1.015 * devices) + 1); // σ is printed with two digits

    [Fact]
    public void A_finer_precision_or_a_larger_design_effect_needs_more() =>
        Gen.Select(Gen.Double[0.05, 0.5], Gen.Double[0.05, 0.5], Gen.Double[0.1, 2], Gen.Double[1, 4])
            .Sample(
                (a, b, density, effect) =>
                    SamplingPlan.DevicesFor(Math.Min(a, b), density) >= SamplingPlan.DevicesFor(Math.Max(a, b), density)
                    && SamplingPlan.DevicesFor(a, density, effect) >= SamplingPlan.DevicesFor(a, density)
            );

    [Fact]
    public void A_plan_counts_what_is_missing_and_never_below_nothing()
    {
        SamplingPlan.Of(150, 0.5).ShouldBe(new(150, 150, 0, SamplingPlan.DevicesFor(0.1, 0.5) - 150));
        SamplingPlan.Of(5000, 0.5).ShouldBe(new(5000, 0, 0, 0));
        SamplingPlan.Of(0, null).ShouldBe(new(0, 300, null, null));
    }

    [Fact]
    public void The_density_is_that_of_a_known_law()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Exp(1.3 * random.Normal())).Order()];
        MedianDensity.OfLog(values)!.Value.ShouldBe(Normal.Density(0) / 1.3, 0.02);
    }

    [Fact]
    public void Dead_lines_and_giants_do_not_move_the_density()
    {
        var random = new Random(2);
        double[] values = [.. Enumerable.Range(0, 1000).Select(_ => 50 * Math.Exp(0.8 * random.Normal())).Order()];
        double[] spoilt = [.. Enumerable.Repeat(1e-6, 20), .. values[20..^20], .. Enumerable.Repeat(1e9, 20)];
        MedianDensity.OfLog(spoilt).ShouldBe(MedianDensity.OfLog(values));
    }

    [Fact]
    public void The_unit_of_speed_does_not_matter() =>
        Gen.Select(Gen.Double[1, 100].Array[30, 200], Gen.Double[0.01, 1000])
            .Sample(
                (values, factor) =>
                {
                    Array.Sort(values);
                    var one = MedianDensity.OfLog(values)!.Value;
                    var other = MedianDensity.OfLog([.. values.Select(value => value * factor)])!.Value;
                    return Math.Abs(other / one - 1) < 1e-6;
                }
            );

    [Fact]
    public void Few_or_equal_values_have_no_density()
    {
        MedianDensity.OfLog([.. Enumerable.Range(1, 29).Select(i => (double)i)]).ShouldBeNull();
        MedianDensity.OfLog([.. Enumerable.Repeat(100.0, 500)]).ShouldBeNull();
        MedianDensity
            .OfLog([.. Enumerable.Repeat(10.0, 100), .. Enumerable.Repeat(100.0, 400), .. Enumerable.Repeat(200.0, 100)])
            .ShouldNotBeNull(); // a heap at the median
    }

    [Theory]
    [InlineData("log-normal")]
    [InlineData("heavy tail")]
    public void The_planned_devices_give_the_planned_precision(string shape)
    {
        var random = new Random(3);
        var density = MedianDensity.OfLog(Shapes.Draw(shape, 3000, random))!.Value;
        var devices = SamplingPlan.DevicesFor(0.25, density);
        var truth = Shapes.Quantile(shape, 0.5);
        var held = Enumerable
            .Range(0, 1000)
            .Count(_ => Math.Abs(Math.Log(OrderStatistics.Quantile(Shapes.Draw(shape, devices, random), 0.5) / truth)) <= Math.Log(1.25));
        (held / 1000.0).ShouldBeInRange(0.92, 0.98);
    }
}
