using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign;

/// <summary>Finds the request with load that does not move or has taken too long.</summary>
internal sealed class TransferWatch(PointLimits limits, TimeProvider time)
{
    private readonly long openedAt = time.GetTimestamp();
    private long progressAt = time.GetTimestamp();
    private long progressMark = -1;

    /// <summary>Why it is to be cut; null while it goes well.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="mark">Anything that changes when bytes move.</param>
    public CutReason? Look(long now, long mark)
    {
        if (mark != progressMark)
        {
            (progressMark, progressAt) = (mark, now);
        }

        return time.GetElapsedTime(progressAt, now) > limits.StallTime ? CutReason.Stalled
            : time.GetElapsedTime(openedAt, now) > limits.ForeignRequestTime ? CutReason.TooOld
            : null;
    }
}
