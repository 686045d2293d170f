using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Hub.Publication;

/// <summary>What the runs of one cell say, before it is decided whether it is shown and whether its medians are drawn towards others.</summary>
internal sealed class CellDraft
{
    private readonly PlaceCount count;
    private readonly QuantileEstimate?[] medians;
    private SpeedDraft? down;
    private SpeedDraft? up;

    private CellDraft(in PlaceCount count)
    {
        this.count = count;
        medians = count.ValidRuns == 0 ? None : new QuantileEstimate?[MonthRuns.Quantities];
    }

    public int Runs => count.Runs;

    public int ValidRuns => count.ValidRuns;

    public int Devices => count.Devices;

    public int Days => count.Days;

    public int DevicesOutsidePeak => count.DevicesOutsidePeak;

    public SpeedDraft? Down => down;

    public SpeedDraft? Up => up;

    /// <summary>By quantity; the speeds are not among them.</summary>
    public IReadOnlyList<QuantileEstimate?> Medians => medians;

    /// <summary>How runs within campaigns differ from the others.</summary>
    public Gap? Campaign { get; set; }

    /// <summary>How runs against points in the operator's own network differ from the others.</summary>
    public Gap? Hosted { get; set; }

    private static QuantileEstimate?[] None { get; } = new QuantileEstimate?[MonthRuns.Quantities];

    /// <summary>A cell of which nothing is known yet but how much was measured in it.</summary>
    public static CellDraft Empty(in PlaceCount count) => new(count);

    /// <summary>Takes the samples of a quantity, which are put in another order.</summary>
    public void Add(int quantity, Span<double> samples)
    {
        if (samples.IsEmpty)
        {
            return;
        }

        switch ((Quantity)quantity)
        {
            case Quantity.Down:
                down = SpeedDraft.Of(samples);
                break;
            case Quantity.Up:
                up = SpeedDraft.Of(samples);
                break;
            default:
                medians[quantity] = MedianOf(samples);
                break;
        }
    }

    /// <summary>Takes the samples of a speed by the second rule.</summary>
    public void AddFirstOfDay(int quantity, Span<double> samples)
    {
        ref var draft = ref (Quantity)quantity is Quantity.Down ? ref down : ref up;
        if (draft is not { Median: { } median })
        {
            return;
        }

        if (count.Devices == count.ValidRuns)
        {
            draft = draft with { FirstOfDay = median.Value }; // one run a device: the two rules are one
            return;
        }

        PartialOrder.Arrange(samples, RankSet.Of(samples.Length).All);
        draft = draft with { FirstOfDay = OrderStatistics.Quantile(samples, 0.5) };
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

/// <summary>Figures as they are stored: to four decimals, which is finer than any of them is known.</summary>
internal static class Rounded
{
    public static double Of(double value) => Math.Round(value, 4);

    public static double? Of(double? value) => value is { } number ? Math.Round(number, 4) : null;

    public static QuantileEstimate? Of(QuantileEstimate? estimate) =>
        estimate is null ? null : new(Of(estimate.Value), estimate.Interval is { } ends ? new Interval(Of(ends.Low), Of(ends.High)) : null);
}
