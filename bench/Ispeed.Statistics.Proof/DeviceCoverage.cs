using Ispeed.Statistics.Planning;

namespace Ispeed.Statistics.Proof;

/// <summary>Draws users from real tests and asks how often the interval of the median encloses the median of all users.</summary>
/// <param name="Devices">n users drawn.</param>
/// <param name="Naive">Coverage when every test counts.</param>
/// <param name="ByDevice">Coverage when every device counts once.</param>
public sealed record DeviceCoverage(int Devices, double Naive, double ByDevice)
{
    public static DeviceCoverage Of(IReadOnlyList<SpeedTest> tests, int devices, int cells, Random random)
    {
        var users = tests
            .GroupBy(test => test.User, StringComparer.Ordinal)
            .Select(group => group.Select(test => test.Mbps).ToArray())
            .ToArray();
        var truth = OrderStatistics.Quantile(tests.DeviceMedians(), 0.5);
        var truthOfTests = OrderStatistics.Quantile([.. tests.Select(test => test.Mbps).Order()], 0.5);
        var (naive, byDevice) = (0, 0);
        for (var cell = 0; cell < cells; cell++)
        {
            // A user drawn twice is two devices here: drawing is with replacement, from a population as large as one likes.
            var runs = Enumerable
                .Range(0, devices)
                .SelectMany(device => users[random.Next(users.Length)].Select(value => (device, value)))
                .ToArray();
            byDevice += OrderStatistics.IntervalOf(DeviceSamples.Of(runs), 0.5)!.Value.Holds(truth) ? 1 : 0;
            naive += OrderStatistics.IntervalOf([.. runs.Select(run => run.value).Order()], 0.5)!.Value.Holds(truthOfTests) ? 1 : 0;
        }

        return new(devices, naive / (double)cells, byDevice / (double)cells);
    }
}

/// <summary>Whether the planned number of devices gives what it promises on real medians.</summary>
/// <param name="Within">x of ± x.</param>
/// <param name="Devices">n by the plan.</param>
/// <param name="Achieved">How often a median of n devices was within ± x.</param>
public sealed record PlanCheck(double Within, int Devices, double Achieved)
{
    public static PlanCheck Of(IReadOnlyList<SpeedTest> tests, double within, int cells, Random random)
    {
        var population = tests.DeviceMedians();
        var truth = OrderStatistics.Quantile(population, 0.5);
        var devices = SamplingPlan.DevicesFor(within, MedianDensity.OfLog(population)!.Value);
        var held = Enumerable
            .Range(0, cells)
            .Count(_ =>
                Math.Abs(Math.Log(OrderStatistics.Quantile(random.Sample(population, devices), 0.5) / truth)) <= Math.Log(1 + within)
            );
        return new(within, devices, held / (double)cells);
    }
}
