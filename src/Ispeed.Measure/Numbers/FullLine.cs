namespace Ispeed.Measure.Numbers;

/// <summary>Whether a queue stood before the line during a load: then the line was full, whatever else held the sender back beside it (spec/method.md, "Limits").</summary>
public static class FullLine
{
    private const double LeastMillis = 20;
    private const double SmallestWindowBytes = 262_144; // no device of today keeps less for a stream that runs

    /// <summary>Whether so much was under way on a stream that a window or a buffer can be what held its sender back; else a proxy on the way, which is part of the line, did.</summary>
    /// <param name="bitsPerSecond">The rate of all streams.</param>
    /// <param name="rttMicros">The idle round-trip time, end to end.</param>
    /// <param name="streams">Streams that carried it.</param>
    public static bool FillsWindows(double bitsPerSecond, long rttMicros, int streams) =>
        bitsPerSecond / 8e6 * rttMicros / Math.Max(1, streams) > SmallestWindowBytes;

    /// <summary>Whether the loaded round trips were longer than the idle ones by more than max(20 ms, half of the idle time), in the median.</summary>
    /// <param name="idleMs">Round-trip times of the quiet line.</param>
    /// <param name="loadedMs">Round-trip times during the load.</param>
    public static bool IsSeen(ReadOnlySpan<double> idleMs, ReadOnlySpan<double> loadedMs)
    {
        if (idleMs.IsEmpty || loadedMs.IsEmpty)
        {
            return false;
        }

        var idle = Quantile.Median(idleMs);
        return Quantile.Median(loadedMs) - idle > Math.Max(LeastMillis, idle / 2);
    }
}
