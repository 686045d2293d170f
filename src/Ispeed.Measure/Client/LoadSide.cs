using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>One direction of a run as it goes into the result.</summary>
internal sealed class LoadSide(LoadOrder order, LoadResult result)
{
    /// <summary>How the load went.</summary>
    public LoadResult Result => result;

    /// <summary>The figure on the counted interval.</summary>
    public Estimate Figure { get; } = result.Rule.Figure();

    /// <summary>The point's sealed account of an upload: its tail is known from nowhere else.</summary>
    public RunSide? Sealed { get; set; }

    /// <summary>Payload bytes, tail included.</summary>
    public long Bytes => Math.Max(Sealed?.Bytes ?? 0, result.Rule.Series.TotalBytes + result.BytesAfterStop);

    /// <summary>The figure for the result; null when nothing came.</summary>
    public Throughput? Throughput =>
        result.Rule.Series.TotalBytes == 0
            ? null
            : new(
                Printed(Figure.BitsPerSecond),
                Printed(Figure.Low),
                Printed(Figure.High),
                Bytes,
                result.Rule.Series.EndMicros / 1e6,
                result.Reason
            );

    // To the kilobit: what lies below is arithmetic, not knowledge.
    private static double Printed(double bitsPerSecond) => Math.Round(new BitRate(bitsPerSecond).Mbps, 3);

    /// <summary>The curve for the detail; null when nothing came.</summary>
    public Curve? Curve(int stepMillis) =>
        result.Rule.Series.TotalBytes == 0
            ? null
            : new(
                result.Streams,
                order.Rule.RttMicros,
                Figure.FromMicros,
                Figure.ToMicros,
                Bytes - result.Rule.Series.TotalBytes,
                stepMillis,
                result.Rule.Series.Deltas(stepMillis * 1000L)
            );

    /// <summary>A time of the curve on the client's clock.</summary>
    public long TimestampOf(long micros, TimeProvider time) => result.StartedAt + (long)(micros * (time.TimestampFrequency / 1e6));
}
