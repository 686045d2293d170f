using Ispeed.Statistics;
using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Hub.Publication;

/// <summary>What the runs of one cell say, before it is decided whether it is shown and whether its medians are drawn towards others.</summary>
internal sealed record CellDraft(
    int Runs,
    int ValidRuns,
    int Devices,
    int Days,
    int DevicesOutsidePeak,
    SpeedDraft? Down,
    SpeedDraft? Up,
    QuantileEstimate?[] Medians,
    Gap? Campaign
)
{
    // The same in every process: the same runs then give the same interval.
    private const ulong Seed = 20_250_701;

    /// <summary>A cell in which nothing valid was measured.</summary>
    public static CellDraft Empty(int runs) => new(runs, 0, 0, 0, 0, null, null, new QuantileEstimate?[MonthRuns.Quantities], null);

    /// <summary>Of the valid runs of a cell.</summary>
    /// <param name="runs">The month.</param>
    /// <param name="ofCell">By device, then by time.</param>
    /// <param name="allRuns">Valid or not.</param>
    /// <param name="compareCampaign">Whether runs within campaigns are set against the others.</param>
    /// <param name="work">Buffers of this thread.</param>
    public static CellDraft Of(MonthRuns runs, ReadOnlySpan<int> ofCell, int allRuns, bool compareCampaign, CellBuffers work)
    {
        var starts = work.Groups(ofCell.Length);
        var (devices, days, outside, inCampaign, last) = (0, 0u, 0, 0, -1);
        var isOutside = false;
        for (var i = 0; i < ofCell.Length; i++)
        {
            ref readonly var run = ref runs[ofCell[i]];
            if (run.Device != last)
            {
                starts[devices++] = i;
                last = run.Device;
                isOutside = false;
            }

            days |= 1u << run.Day;
            inCampaign += run.IsInCampaign ? 1 : 0;
            if (!run.IsPeak && !isOutside)
            {
                isOutside = true;
                outside++;
            }
        }

        starts[devices] = ofCell.Length;
        var groups = starts.AsSpan(0, devices + 1);
        var medians = new QuantileEstimate?[MonthRuns.Quantities];
        for (var quantity = (int)Quantity.Idle; quantity < MonthRuns.Quantities; quantity++)
        {
            var samples = Samples(runs.Column(quantity), ofCell, groups, work.Samples(devices));
            medians[quantity] = MedianOf(samples);
        }

        return new(
            allRuns,
            ofCell.Length,
            devices,
            System.Numerics.BitOperations.PopCount(days),
            outside,
            Speed(runs, (int)Quantity.Down, ofCell, groups, work),
            Speed(runs, (int)Quantity.Up, ofCell, groups, work),
            medians,
            compareCampaign && inCampaign > 0 && inCampaign < ofCell.Length ? CampaignOf(runs, ofCell, groups) : null
        );
    }

    private static SpeedDraft? Speed(MonthRuns runs, int quantity, ReadOnlySpan<int> ofCell, ReadOnlySpan<int> groups, CellBuffers work)
    {
        var samples = Samples(runs.Column(quantity), ofCell, groups, work.Samples(groups.Length - 1));
        if (samples.IsEmpty)
        {
            return null;
        }

        var draft = SpeedDraft.Of(samples);
        if (draft.Median is not { } median || groups.Length - 1 == ofCell.Length)
        {
            return draft with { FirstOfDay = draft.Median?.Value }; // one run a device: the two rules are one
        }

        var firsts = Firsts(runs, runs.Column(quantity), ofCell, groups, work.Samples(groups.Length - 1));
        PartialOrder.Arrange(firsts, RankSet.Of(firsts.Length).All);
        return draft with { FirstOfDay = OrderStatistics.Quantile(firsts, 0.5) };
    }

    private static QuantileEstimate? MedianOf(Span<double> samples)
    {
        var ranks = RankSet.Of(samples.Length);
        if (ranks.Median is null)
        {
            return null;
        }

        PartialOrder.Arrange(samples, ranks.All);
        return SpeedDraft.Estimate(samples, 0.5, ranks.Median);
    }

    // One value a device: the median of its runs.
    private static Span<double> Samples(ReadOnlySpan<double> column, ReadOnlySpan<int> ofCell, ReadOnlySpan<int> groups, double[] into)
    {
        var count = 0;
        Span<double> own = stackalloc double[64];
        for (var group = 0; group + 1 < groups.Length; group++)
        {
            var (from, to) = (groups[group], groups[group + 1]);
            if (to - from == 1)
            {
                var only = column[ofCell[from]];
                into[count] = only;
                count += double.IsNaN(only) ? 0 : 1;
                continue;
            }

            var room = to - from <= own.Length ? own : new double[to - from];
            var filled = 0;
            for (var i = from; i < to; i++)
            {
                var value = column[ofCell[i]];
                room[filled] = value;
                filled += double.IsNaN(value) ? 0 : 1;
            }

            if (filled > 0)
            {
                into[count++] = Middle(room[..filled]);
            }
        }

        return into.AsSpan(0, count);
    }

    // One value a device: the first run of each day, the median over the days.
    private static Span<double> Firsts(
        MonthRuns runs,
        ReadOnlySpan<double> column,
        ReadOnlySpan<int> ofCell,
        ReadOnlySpan<int> groups,
        double[] into
    )
    {
        var count = 0;
        Span<double> own = stackalloc double[32]; // a month's days
        for (var group = 0; group + 1 < groups.Length; group++)
        {
            var (filled, day) = (0, -1);
            for (var i = groups[group]; i < groups[group + 1]; i++)
            {
                var value = column[ofCell[i]];
                if (!double.IsNaN(value) && runs[ofCell[i]].Day != day)
                {
                    day = runs[ofCell[i]].Day;
                    own[filled++] = value;
                }
            }

            if (filled > 0)
            {
                into[count++] = Middle(own[..filled]);
            }
        }

        return into.AsSpan(0, count);
    }

    private static double Middle(Span<double> values)
    {
        values.Sort();
        var (low, high) = (values[(values.Length - 1) / 2], values[values.Length / 2]);
        return low + (high - low) / 2;
    }

    private static Gap? CampaignOf(MonthRuns runs, ReadOnlySpan<int> ofCell, ReadOnlySpan<int> groups)
    {
        var (campaign, others) = (new List<DeviceValue>(), new List<DeviceValue>());
        var (own, rest) = (new List<double>(), new List<double>());
        for (var group = 0; group + 1 < groups.Length; group++)
        {
            own.Clear();
            rest.Clear();
            for (var i = groups[group]; i < groups[group + 1]; i++)
            {
                if (runs.Value((int)Quantity.Down, ofCell[i]) is > 0 and var mbps)
                {
                    (runs[ofCell[i]].IsInCampaign ? own : rest).Add(mbps);
                }
            }

            Add(campaign, own, runs[ofCell[groups[group]]].DeviceKey);
            Add(others, rest, runs[ofCell[groups[group]]].DeviceKey);
        }

        if (campaign.Count < Disclosure.FewestDevices || others.Count < Disclosure.FewestDevices)
        {
            return null;
        }

        var contrast = CampaignGap.Of([.. campaign], [.. others], Seed)!;
        return new(
            campaign.Count,
            others.Count,
            Rounded.Of(contrast.Ratio),
            Rounded.Of(contrast.RatioInterval?.Low),
            Rounded.Of(contrast.RatioInterval?.High)
        );
    }

    private static void Add(List<DeviceValue> to, List<double> values, long device)
    {
        if (values.Count > 0)
        {
            to.Add(new(device, Middle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values))));
        }
    }
}

/// <summary>One direction of a cell, Mbit/s.</summary>
internal sealed record SpeedDraft(
    int Count,
    QuantileEstimate? Median,
    double LogRange,
    double Mean,
    QuantileEstimate? P10,
    QuantileEstimate? P90,
    int[] Hits,
    double? FirstOfDay
)
{
    /// <summary>The speeds whose shares are published, Mbit/s.</summary>
    public static readonly int[] Thresholds = [1, 5, 10, 30, 40, 100];

    /// <summary>Of samples in any order, which are put in another one.</summary>
    public static SpeedDraft Of(Span<double> samples)
    {
        var ranks = RankSet.Of(samples.Length);
        PartialOrder.Arrange(samples, ranks.All);
        var hits = new int[Thresholds.Length];
        var sum = 0L;
        foreach (var value in samples)
        {
            // In whole bits a second, because a sum of whole numbers does not depend on the order of its parts.
            sum += (long)Math.Round(value * 1e6);
            for (var i = 0; i < Thresholds.Length && value >= Thresholds[i]; i++)
            {
                hits[i]++;
            }
        }

        return new(
            samples.Length,
            Estimate(samples, 0.5, ranks.Median),
            samples.Length > 0 && ranks.Median is not null ? PooledVariance.LogRangeOf(samples) : double.NaN,
            sum / 1e6 / samples.Length,
            Estimate(samples, 0.1, ranks.P10),
            Estimate(samples, 0.9, ranks.P90),
            hits,
            null
        );
    }

    public static QuantileEstimate? Estimate(ReadOnlySpan<double> arranged, double share, (int Lower, int Upper)? ranks) =>
        ranks is var (lower, upper) ? new(OrderStatistics.Quantile(arranged, share), new(arranged[lower - 1], arranged[upper - 1])) : null;
}

/// <summary>The room that one thread needs, kept from cell to cell.</summary>
internal sealed class CellBuffers
{
    private int[] groups = [];
    private double[] samples = [];

    public int[] Groups(int runs) => groups.Length > runs ? groups : groups = new int[runs + runs / 2 + 64];

    public double[] Samples(int devices) => samples.Length >= devices ? samples : samples = new double[devices + devices / 2 + 64];
}

/// <summary>Figures as they are stored: to four decimals, which is finer than any of them is known.</summary>
internal static class Rounded
{
    public static double Of(double value) => Math.Round(value, 4);

    public static double? Of(double? value) => value is { } number ? Math.Round(number, 4) : null;

    public static QuantileEstimate? Of(QuantileEstimate? estimate) =>
        estimate is null ? null : new(Of(estimate.Value), estimate.Interval is { } ends ? new Interval(Of(ends.Low), Of(ends.High)) : null);
}
