using CsCheck;

namespace Ispeed.Statistics.Tests;

public sealed class FirstOfDayTests
{
    private static readonly DateOnly Monday = new(2026, 11, 2);

    [Fact]
    public void Only_the_first_run_of_a_day_counts_and_the_days_weigh_the_same() =>
        FirstOfDay
            .Of([
                Run(1, 0, 9, 10),
                Run(1, 0, 10, 1000), // the same day: again, to see something better
                Run(1, 1, 8, 20),
                Run(1, 2, 8, 90),
                Run(2, 0, 8, 7),
            ])
            .ShouldBe([7, 20]);

    [Fact]
    public void A_run_without_a_number_leaves_the_days_place_to_the_next() =>
        FirstOfDay.Of([Run(1, 0, 9, double.NaN), Run(1, 0, 10, 30)]).ShouldBe([30]);

    [Fact]
    public void With_one_run_a_day_both_rules_agree() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 27], Gen.Double[1, 1000])
            .Array[1, 40]
            .Sample(runs =>
            {
                var daily = runs.DistinctBy(run => (run.Item1, run.Item2)).ToArray();
                FirstOfDay
                    .Of(daily.Select(run => Run(run.Item1, run.Item2, 12, run.Item3)))
                    .ShouldBe(DeviceSamples.Of(daily.Select(run => (run.Item1, run.Item3))));
            });

    [Fact]
    public void The_order_of_the_runs_does_not_matter() =>
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 23], Gen.Double[1, 1000]).Array[0, 30], Gen.Int)
            .Sample(
                (runs, seed) =>
                {
                    var timed = runs.Select(run => Run(run.Item1, run.Item2, run.Item3, run.Item4)).ToArray();
                    var straight = FirstOfDay.Of(timed);
                    new Random(seed).Shuffle(timed);
                    return straight.SequenceEqual(FirstOfDay.Of(timed));
                }
            );

    [Theory]
    [InlineData(104.9, false)]
    [InlineData(105.1, true)]
    [InlineData(95.1, false)]
    [InlineData(94.9, true)]
    public void A_gap_above_five_per_cent_is_flagged(double firsts, bool isFlagged) =>
        FirstOfDay.Compare([100], [firsts])!.Value.IsFlagged.ShouldBe(isFlagged);

    [Fact]
    public void Without_samples_there_is_no_gap() => FirstOfDay.Compare([], []).ShouldBeNull();

    private static TimedRun<int> Run(int device, int day, int hour, double value) => new(device, Monday.AddDays(day), new(hour, 0), value);
}
