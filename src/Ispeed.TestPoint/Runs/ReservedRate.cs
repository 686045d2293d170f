using Ispeed.Measure;

namespace Ispeed.TestPoint.Runs;

/// <summary>What a run may need of the point's capacity: what is expected of it until it has loaded for a while, then the most that it has moved; never less than it moves.</summary>
internal sealed class ReservedRate(BitRate expected, TimeProvider time)
{
    private static readonly TimeSpan LookSpacing = TimeSpan.FromMilliseconds(200); // shorter would take a burst for a rate
    private static readonly TimeSpan RampTime = TimeSpan.FromMilliseconds(600); // by then a load has found its rate, or nearly

    private long lookedAt = time.GetTimestamp();
    private long lookedMoved;
    private TimeSpan loaded;
    private double most; // bits per second
    private double reserved = expected.BitsPerSecond;

    public BitRate Now => new(Volatile.Read(ref reserved));

    /// <summary>Looks at how far the loads have come; called by one at a time.</summary>
    /// <param name="moved">Payload bytes of both directions so far.</param>
    /// <param name="now">A timestamp.</param>
    public void Look(long moved, long now)
    {
        var elapsed = time.GetElapsedTime(lookedAt, now);
        if (elapsed < LookSpacing)
        {
            return;
        }

        if (moved > lookedMoved)
        {
            loaded += elapsed;
            most = Math.Max(most, (moved - lookedMoved) * 8 / elapsed.TotalSeconds);
        }

        (lookedAt, lookedMoved) = (now, moved);
        Volatile.Write(ref reserved, loaded < RampTime ? Math.Max(expected.BitsPerSecond, most) : most);
    }
}
