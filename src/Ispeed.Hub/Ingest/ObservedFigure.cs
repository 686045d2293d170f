using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>The figure of a run of which only the test point told. Where the client's protocol has a definition of its own, that one: it is what the client showed its owner.</summary>
internal static class ObservedFigure
{
    private const long LibreSpeedDownGraceMicros = 1_500_000;
    private const long LibreSpeedUpGraceMicros = 3_000_000;

    /// <summary>Null when nothing was moved.</summary>
    public static Estimate? Of(string protocol, Direction direction, RunSide? side)
    {
        if (side is null)
        {
            return null;
        }

        var series = Judgement.SeriesOf(side.StepMillis, side.Series);
        var rtt = Math.Clamp(side.MinRttMicros, 0, Judgement.LongestRttMicros);
        return series.EndMicros > 0
            ? Estimate.Of(
                series,
                new CountedSpan(FromOf(protocol, direction, series.EndMicros), series.EndMicros),
                int.MaxValue,
                new() { RttMicros = rtt, BudgetBytes = long.MaxValue }
            )
            : null;
    }

    private static long FromOf(string protocol, Direction direction, long end) =>
        protocol switch
        {
            "ndt7" or "throughput1" => 0, // the whole time, slow start included
            "librespeed" => Math.Min(direction == Direction.Down ? LibreSpeedDownGraceMicros : LibreSpeedUpGraceMicros, end / 2),
            _ => end / 2, // nothing is known of the warm-up of a client that did not tell: the later half (spec/method.md, "Figure")
        };
}
