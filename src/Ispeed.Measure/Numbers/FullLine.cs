namespace Ispeed.Measure.Numbers;

/// <summary>Whether a queue stood before the line during a load: then the line was full, whatever else held the sender back beside it (spec/method.md, "Limits").</summary>
public static class FullLine
{
    private const double LeastMillis = 20;

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
