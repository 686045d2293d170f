using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.Proof;
using Ispeed.Statistics.Resampling;

namespace Ispeed.Statistics.Tests.Comparing;

public sealed class ChangeTests
{
    private static readonly Break Merger = new(new(2025, 7, 1), "boundaries-2025");

    [Fact]
    public void A_clear_change_is_declared()
    {
        var change = Change.Between((new(2025, 10, 1), Month(400, 50, 1)), (new(2026, 10, 31), Month(400, 75, 2)), [Merger], seed: 1)!;
        change.Interval!.Value.Holds(1.5).ShouldBeTrue();
        change.Breaks.ShouldBeEmpty();
        change.IsDeclared.ShouldBeTrue();
    }

    [Fact]
    public void Across_a_break_the_ratio_is_shown_with_its_reason_and_nothing_is_declared()
    {
        var change = Change.Between((new(2025, 6, 30), Month(400, 50, 1)), (new(2026, 6, 1), Month(400, 75, 2)), [Merger], seed: 1)!;
        change.Breaks.ShouldBe([Merger]);
        change.IsDeclared.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1.04, 1.01, 1.07, false)] // sure and small
    [InlineData(1.10, 0.95, 1.30, false)] // large and unsure
    [InlineData(1.10, 1.02, 1.19, true)]
    [InlineData(0.90, 0.85, 0.96, true)]
    public void A_change_is_declared_only_when_it_is_sure_and_large(double ratio, double low, double high, bool isDeclared) =>
        new Change(ratio, new(low, high), []).IsDeclared.ShouldBe(isDeclared);

    [Fact]
    public void Devices_that_measured_both_times_make_the_comparison_sharper()
    {
        var random = new Random(3);
        var earlier = Month(300, 50, 1);
        DeviceValue[] same = [.. earlier.Select(sample => sample with { Value = sample.Value * 1.1 * Math.Exp(0.1 * random.Normal()) })];
        DeviceValue[] others = [.. same.Select(sample => sample with { Device = sample.Device + 5000 })];
        double Width(DeviceValue[] later) =>
            Change.Between((new(2025, 10, 1), earlier), (new(2026, 10, 1), later), [], seed: 1)!.Interval is { } interval
                ? interval.High - interval.Low
                : 0;
        Width(same).ShouldBeLessThan(0.6 * Width(others));
    }

    [Fact]
    public void A_line_through_months_is_interrupted_once_at_each_break()
    {
        Break[] breaks = [new(new(2026, 4, 30), "test-points"), Merger];
        Change.Within(breaks, new(2025, 5, 1), new(2026, 5, 1)).ShouldBe([Merger, breaks[0]]);
        Change.Within(breaks, new(2025, 6, 1), new(2025, 7, 1)).ShouldBe([Merger]);
        Change.Within(breaks, new(2025, 7, 1), new(2025, 8, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void A_month_of_nobody_has_no_change() =>
        Change.Between((new(2025, 6, 1), []), (new(2026, 6, 1), Month(10, 5, 1)), [], seed: 1).ShouldBeNull();

    private static DeviceValue[] Month(int count, double median, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new DeviceValue(seed * 1000 + i, median * Math.Exp(0.8 * random.Normal())))];
    }
}
