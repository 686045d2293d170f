namespace Ispeed.Statistics.Tests;

/// <summary>The intervals hold what they promise: how often the published interval encloses the true value, over simulated cells.</summary>
public sealed class CoverageTests
{
    private const int Cells = 1000;
    private const double AtLeast = 0.93;

    public static TheoryData<string, int, double> Cases()
    {
        var cases = new TheoryData<string, int, double>();
        foreach (var shape in new[] { "log-normal", "tariffs", "heavy tail", "two bands" })
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
        var truth = True(shape, share);
        var held = 0;
        for (var cell = 0; cell < Cells; cell++)
        {
            var values = Enumerable.Range(0, count).Select(_ => True(shape, random.NextDouble())).Order().ToArray();
            held += OrderStatistics.IntervalOf(values, share)!.Value.Holds(truth) ? 1 : 0;
        }

        (held / (double)Cells).ShouldBeGreaterThanOrEqualTo(AtLeast);
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
                var level = 0.8 * Normal(random);
                var repeats = random.NextDouble() < 0.05 ? 60 : 1 + (int)(-1.4 * Math.Log(1 - random.NextDouble()));
                var id = new Guid(device, 0, 0, new byte[8]);
                runs.AddRange(Enumerable.Range(0, repeats).Select(_ => (id, 20 * Math.Exp(level + 0.6 * Normal(random)))));
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

    // Quantile functions: drawing is True(shape, uniform), so that the truth is exact.
    private static double True(string shape, double share) =>
        shape switch
        {
            "log-normal" => 30 * Math.Exp(1.2 * NormalQuantile(share)),
            "tariffs" => share switch
            {
                < 0.2 => 10,
                < 0.45 => 50,
                < 0.7 => 100,
                < 0.9 => 150,
                _ => 300,
            },
            "heavy tail" => 5 * Math.Pow(1 - share, -1 / 1.3),
            "two bands" => share < 0.47 ? 20 + 10 * share : 200 + 300 * share,
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };

    private static double Normal(Random random) => NormalQuantile(random.NextDouble());

    // Bisection on Φ: slow, short, and its own inverse by construction.
    private static double NormalQuantile(double share)
    {
        var (low, high) = (-9.0, 9.0);
        for (var i = 0; i < 32; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Phi(middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // Abramowitz and Stegun 7.1.26, error below 1.5e-7: enough for a simulation.
    private static double Phi(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        var tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-x * x);
        return z < 0 ? tail / 2 : 1 - tail / 2;
    }
}
