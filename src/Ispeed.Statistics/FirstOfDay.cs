namespace Ispeed.Statistics;

/// <summary>One valid run with its place in time.</summary>
/// <typeparam name="TDevice">Whatever tells devices apart.</typeparam>
/// <param name="Device">The device.</param>
/// <param name="Day">The local day.</param>
/// <param name="At">The local time on that day.</param>
/// <param name="Value">In the unit of the quantity.</param>
public readonly record struct TimedRun<TDevice>(TDevice Device, DateOnly Day, TimeOnly At, double Value)
    where TDevice : IComparable<TDevice>;

/// <summary>
/// The other way to one value a device: the first valid run of each day, the median over the days. It drops the repeats of the same hour ("slow,
/// again", "fast, look"); where it differs from <see cref="DeviceSamples"/>, what made people measure has moved the figure.
/// </summary>
public static class FirstOfDay
{
    /// <summary>A gap between the two rules above which a cell is flagged.</summary>
    public const double LargestGap = 0.05;

    /// <summary>The sample of every device, ascending. Values that are not finite are no runs: the next one of the day is its first.</summary>
    /// <param name="runs">Every valid run of the cell, in any order. Of two runs at one time the smaller value is the first.</param>
    public static double[] Of<TDevice>(IEnumerable<TimedRun<TDevice>> runs)
        where TDevice : IComparable<TDevice>
    {
        ArgumentNullException.ThrowIfNull(runs);
        var ordered = runs.Where(run => double.IsFinite(run.Value)).ToArray();
        Array.Sort(ordered, InTime);
        return DeviceSamples.Of(Firsts(ordered));
    }

    /// <summary>How far the second rule's median lies from the first's: m₂/m₁ − 1, and whether that is more than <see cref="LargestGap"/> either way.</summary>
    /// <param name="samples">Of <see cref="DeviceSamples"/>, ascending.</param>
    /// <param name="firsts">Of <see cref="Of"/>, ascending, from the same runs.</param>
    /// <returns>Null without samples, or where the median is not positive.</returns>
    public static RuleGap? Compare(ReadOnlySpan<double> samples, ReadOnlySpan<double> firsts)
    {
        var (one, other) = (OrderStatistics.Quantile(samples, 0.5), OrderStatistics.Quantile(firsts, 0.5));
        return one > 0 && double.IsFinite(other) ? new(other / one - 1) : null;
    }

    private static IEnumerable<(TDevice Device, double Value)> Firsts<TDevice>(TimedRun<TDevice>[] ordered)
        where TDevice : IComparable<TDevice>
    {
        for (var i = 0; i < ordered.Length; i++)
        {
            if (i == 0 || ordered[i].Day != ordered[i - 1].Day || ordered[i].Device.CompareTo(ordered[i - 1].Device) != 0)
            {
                yield return (ordered[i].Device, ordered[i].Value);
            }
        }
    }

    private static int InTime<TDevice>(TimedRun<TDevice> one, TimedRun<TDevice> other)
        where TDevice : IComparable<TDevice> =>
        one.Device.CompareTo(other.Device) is not 0 and var byDevice ? byDevice
        : one.Day.CompareTo(other.Day) is not 0 and var byDay ? byDay
        : one.At.CompareTo(other.At) is not 0 and var byTime ? byTime
        : one.Value.CompareTo(other.Value);
}

/// <summary>The gap between two rules for a device's sample.</summary>
/// <param name="Gap">Relative; 0 where they agree.</param>
public readonly record struct RuleGap(double Gap)
{
    /// <summary>Whether the gap says that the reasons to measure have moved the figure.</summary>
    public bool IsFlagged => Math.Abs(Gap) > FirstOfDay.LargestGap;
}
