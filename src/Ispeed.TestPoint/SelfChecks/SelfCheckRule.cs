using System.Globalization;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.SelfChecks;

/// <summary>From what a self-check measured to what it says (spec/protocol.md, "Self-check").</summary>
internal static class SelfCheckRule
{
    private const double MostErrorPercent = 3; // as far as a client and a test point may differ
    private const int SkippedShare = 4; // of the series: the flow finds its pace

    /// <summary>What the kernel holds the paced stream to: a middling access line.</summary>
    public static BitRate Pace { get; } = BitRate.FromMbps(40);

    /// <summary>A machine that moves less limits the lines that are sold now.</summary>
    private static readonly BitRate Least = BitRate.FromMbps(300);

    public static SelfCheck Judge(DateTimeOffset at, BitRate down, BitRate up, BitRate counted, BitRate? promised)
    {
        var error = 100 * (counted.BitsPerSecond / Pace.BitsPerSecond - 1);
        var weaker = down < up ? down : up;
        var wanted = promised ?? Least;
        var reason =
            weaker < wanted
                ? Words(
                    $"it moves {weaker.Mbps:0} Mbit/s where {wanted.Mbps:0} are {(promised is null ? "needed" : "promised by --capacity")}."
                )
            : Math.Abs(error) > MostErrorPercent
                ? Words($"it counts {error:+0.0;-0.0} % off a known rate; something else takes the processor's time.")
            : null;
        return new(
            at.ToUnixTimeSeconds(),
            Math.Round(down.Mbps, 1),
            Math.Round(up.Mbps, 1),
            Math.Round(error, 2),
            reason is not null,
            reason
        );
    }

    /// <summary>The steady part of a series, its last and unfinished step left out; null when there is none.</summary>
    public static BitRate? RateOf(RunSide? side)
    {
        if (side is null || side.Series.Count < 2 * SkippedShare)
        {
            return null;
        }

        var from = side.Series.Count / SkippedShare;
        var steps = side.Series.Count - 1 - from;
        long bytes = 0;
        for (var i = from; i < from + steps; i++)
        {
            bytes += side.Series[i];
        }

        return BitRate.Of(new(bytes), TimeSpan.FromMilliseconds((double)steps * side.StepMillis));
    }

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
