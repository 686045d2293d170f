using CsCheck;

namespace Ispeed.Statistics.Tests;

public sealed class DeviceSamplesTests
{
    [Fact]
    public void A_device_that_measures_a_hundred_times_weighs_as_much_as_one_that_measures_once()
    {
        var (busy, once) = (Guid.NewGuid(), Guid.NewGuid());
        var runs = Enumerable.Range(1, 100).Select(i => (busy, (double)i)).Append((once, 7.0));
        DeviceSamples.Of(runs).ShouldBe([7, 50.5]);
    }

    [Fact]
    public void A_value_that_is_no_number_is_left_out()
    {
        var device = Guid.NewGuid();
        DeviceSamples.Of([(device, double.NaN), (device, 3), (Guid.NewGuid(), double.PositiveInfinity)]).ShouldBe([3]);
        DeviceSamples.Of<Guid>([]).ShouldBeEmpty();
    }

    [Fact]
    public void The_order_of_the_runs_does_not_matter() =>
        Gen.Select(Gen.Select(Gen.Int[0, 8], Gen.Double[0, 1000]).Array[0, 60], Gen.Int)
            .Sample(
                (runs, seed) =>
                {
                    var keyed = runs.Select(run => (Id(run.Item1), run.Item2)).ToArray();
                    var straight = DeviceSamples.Of(keyed);
                    new Random(seed).Shuffle(keyed);
                    return straight.SequenceEqual(DeviceSamples.Of(keyed));
                }
            );

    [Fact]
    public void Every_device_has_one_sample_within_its_own_values() =>
        Gen.Select(Gen.Int[0, 8], Gen.Double[0, 1000])
            .Array[1, 60]
            .Sample(runs =>
            {
                var samples = DeviceSamples.Of(runs.Select(run => (Id(run.Item1), run.Item2)));
                var (low, high) = (runs.Min(run => run.Item2), runs.Max(run => run.Item2));
                return samples.Length == runs.Select(run => run.Item1).Distinct().Count()
                    && samples.All(sample => low <= sample && sample <= high);
            });

    private static Guid Id(int number) => new(number, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]);
}
