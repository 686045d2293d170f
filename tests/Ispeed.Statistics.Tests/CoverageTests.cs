using Ispeed.Statistics.Proof;

namespace Ispeed.Statistics.Tests;

/// <summary>The intervals hold what they promise: how often the published interval encloses the true value, over simulated cells.</summary>
public sealed class CoverageTests
{
    private const int Cells = 1000;
    private const double AtLeast = 0.93;
    private const double AtMost = 0.975; // 0.97, and the chance of the simulation

    public static TheoryData<string, int, double> Cases()
    {
        var cases = new TheoryData<string, int, double>();
        foreach (var shape in Shapes.All.Append("ties"))
        {
            foreach (var count in new[] { 6, 12, 29, 100, 300 })
            {
                cases.Add(shape, count, 0.5);
            }

            cases.Add(shape, 40, 0.1);
            cases.Add(shape, 300, 0.9);
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_interval_of_a_quantile_encloses_the_true_one(string shape, int count, double share)
    {
        var random = new Random(20261122 + count);
        var truth = Shapes.Quantile(shape, share);
        var held = 0;
        for (var cell = 0; cell < Cells; cell++)
        {
            held += OrderStatistics.IntervalOf(Shapes.Draw(shape, count, random), share)!.Value.Holds(truth) ? 1 : 0;
        }

        (held / (double)Cells).ShouldBeGreaterThanOrEqualTo(AtLeast);
    }

    [Theory]
    [InlineData("log-normal", 30)]
    [InlineData("tariffs", 100)]
    [InlineData("heavy tail", 300)]
    [InlineData("two bands", 100)]
    public void Every_interval_covers_what_it_says_no_less_and_hardly_more(string shape, int devices)
    {
        var coverage = SimulatedCoverage.Of(shape, devices, cells: 1600, new(devices));
        coverage.Median.ShouldBeInRange(AtLeast, AtMost);
        coverage.Weighted.ShouldBeInRange(AtLeast, AtMost);
        coverage.Ratio.ShouldBeInRange(AtLeast, AtMost);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(300)]
    public void Repeats_of_busy_devices_do_not_narrow_the_interval(int devices)
    {
        // Devices differ by σ 0.8 on the log scale, the runs of one by 0.6; a few devices measure very often, as in real data.
        var random = new Random(devices);
        var (byDevice, byRun) = (0, 0);
        for (var cell = 0; cell < 600; cell++)
        {
            var runs = new List<(Guid, double)>();
            for (var device = 0; device < devices; device++)
            {
                var level = 0.8 * random.Normal();
                var repeats = random.NextDouble() < 0.05 ? 60 : 1 + (int)(-1.4 * Math.Log(1 - random.NextDouble()));
                var id = new Guid(device, 0, 0, new byte[8]);
                runs.AddRange(Enumerable.Range(0, repeats).Select(_ => (id, 20 * Math.Exp(level + 0.6 * random.Normal()))));
            }

            byDevice += OrderStatistics.IntervalOf(DeviceSamples.Of(runs), 0.5)!.Value.Holds(20) ? 1 : 0;
            byRun += OrderStatistics.IntervalOf(runs.Select(run => run.Item2).Order().ToArray(), 0.5)!.Value.Holds(20) ? 1 : 0;
        }

        (byDevice / 600.0).ShouldBeGreaterThanOrEqualTo(AtLeast);
        (byRun / 600.0).ShouldBeLessThan(0.85); // what counting runs would promise and not hold
    }

    [Theory]
    [InlineData(0.02, 30)]
    [InlineData(0.3, 30)]
    [InlineData(0.5, 100)]
    [InlineData(0.95, 300)]
    public void The_interval_of_a_share_encloses_the_true_one_on_average(double share, int count)
    {
        var random = new Random(count);
        var held = Enumerable
            .Range(0, Cells)
            .Count(_ => ShareEstimate.Of(Enumerable.Range(0, count).Count(_ => random.NextDouble() < share), count).Interval.Holds(share));
        (held / (double)Cells).ShouldBeGreaterThanOrEqualTo(0.92); // Wilson's coverage swings around 0.95 with n·p; its known dips are near 0.92
    }
}
