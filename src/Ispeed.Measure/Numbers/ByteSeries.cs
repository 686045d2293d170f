namespace Ispeed.Measure.Numbers;

/// <summary>Payload bytes received over time on the receiver's clock: a non-decreasing curve through (0, 0), read by linear interpolation.</summary>
/// <remarks>Times are microseconds since the first byte, bytes are cumulative. Not thread-safe: one sampler owns it.</remarks>
public sealed class ByteSeries
{
    private readonly List<long> micros = [0];
    private readonly List<long> bytes = [0];
    private int hint;

    /// <summary>The time of the last point, in microseconds.</summary>
    public long EndMicros => micros[^1];

    /// <summary>All bytes so far.</summary>
    public long TotalBytes => bytes[^1];

    /// <summary>Adds a point; false, and nothing added, when it goes back in time or in bytes.</summary>
    public bool TryAdd(long atMicros, long totalBytes)
    {
        if (atMicros < EndMicros || totalBytes < TotalBytes)
        {
            return false;
        }

        if (atMicros == EndMicros)
        {
            bytes[^1] = totalBytes;
        }
        else
        {
            micros.Add(atMicros);
            bytes.Add(totalBytes);
        }

        return true;
    }

    /// <summary>The bytes at a time: interpolated inside the curve, its ends outside.</summary>
    public double At(long atMicros)
    {
        if (atMicros <= 0)
        {
            return 0;
        }

        if (atMicros >= EndMicros)
        {
            return TotalBytes;
        }

        var right = RightOf(atMicros);
        var span = micros[right] - micros[right - 1];
        var gained = bytes[right] - bytes[right - 1];
        return bytes[right - 1] + gained * ((atMicros - micros[right - 1]) / (double)span);
    }

    /// <summary>Payload bits per second on an interval; 0 when the interval has no length.</summary>
    public double BitsPerSecond(long fromMicros, long toMicros) =>
        toMicros > fromMicros ? (At(toMicros) - At(fromMicros)) * 8e6 / (toMicros - fromMicros) : 0;

    /// <summary>The curve of stored steps (<see cref="Deltas"/>).</summary>
    /// <param name="stepMicros">Length of a step.</param>
    /// <param name="deltas">Bytes gained in each.</param>
    /// <param name="endMicros">The end of the last one, which may be cut short.</param>
    public static ByteSeries FromDeltas(long stepMicros, IReadOnlyList<long> deltas, long endMicros)
    {
        ArgumentNullException.ThrowIfNull(deltas);
        var curve = new ByteSeries();
        long total = 0;
        for (var i = 0; i < deltas.Count; i++)
        {
            total += deltas[i];
            curve.TryAdd(
                i == deltas.Count - 1 ? Math.Max(i * stepMicros, Math.Min(endMicros, (i + 1) * stepMicros)) : (i + 1) * stepMicros,
                total
            );
        }

        return curve;
    }

    /// <summary>Bytes gained in each step of <paramref name="stepMicros"/> from the start, the last step cut short: what is stored to recompute a result.</summary>
    public long[] Deltas(long stepMicros)
    {
        var steps = (int)((EndMicros + stepMicros - 1) / stepMicros);
        var deltas = new long[steps];
        long before = 0;
        for (var i = 0; i < steps; i++)
        {
            var now = (long)At((i + 1) * stepMicros);
            deltas[i] = now - before;
            before = now;
        }

        return deltas;
    }

    /// <summary>Points later than <paramref name="fromMicros"/> and not later than <paramref name="toMicros"/>: what is known there, everything between is interpolation.</summary>
    public int PointsWithin(long fromMicros, long toMicros)
    {
        var count = 0;
        for (var i = micros.Count - 1; i >= 0 && micros[i] > fromMicros; i--)
        {
            count += micros[i] <= toMicros ? 1 : 0;
        }

        return count;
    }

    private int RightOf(long atMicros)
    {
        // Reads walk forward in practice, so the last place is tried before a search.
        if (hint > 0 && hint < micros.Count && micros[hint - 1] <= atMicros && atMicros < micros[hint])
        {
            return hint;
        }

        var found = micros.BinarySearch(atMicros);
        hint = found >= 0 ? found + 1 : ~found;
        return hint;
    }
}
