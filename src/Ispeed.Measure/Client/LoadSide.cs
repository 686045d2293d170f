using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>One direction of a run as it goes into the result.</summary>
internal sealed class LoadSide(LoadOrder order, LoadResult result)
{
    /// <summary>How the load went.</summary>
    public LoadResult Result => result;

    /// <summary>The point's sealed account: the tail of an upload, and what held the sender of a download back, are known from nowhere else.</summary>
    public RunSide? Sealed { get; set; }

    /// <summary>Payload bytes, tail included.</summary>
    public long Bytes =>
        Math.Max(order.Direction == Direction.Up ? Sealed?.Bytes ?? 0 : 0, result.Rule.Series.TotalBytes + result.BytesAfterStop);

    /// <summary>The figure for the result; null when nothing came.</summary>
    public Throughput? Throughput => Recomputed.Side(Curve, result.Reason);

    /// <summary>The curve for the detail; null when nothing came.</summary>
    public Curve? Curve =>
        result.Rule.Series.TotalBytes == 0
            ? null
            : CurveFigure.Keep(result.Rule, order.Rule.RttMicros, result.Streams, Bytes - result.Rule.Series.TotalBytes, Conditions);

    /// <summary>What the ends say of the load.</summary>
    public LoadConditions Conditions =>
        order.Direction == Direction.Down && Sealed is { BusyMicros: > 0 } sender
            ? result.Conditions with
            {
                ReceiverLimited = sender.ReceiverLimitedMicros / (double)sender.BusyMicros,
                SenderLimited = sender.SenderLimitedMicros / (double)sender.BusyMicros,
            }
            : result.Conditions;

    /// <summary>Whether the line was sampled: its sender then had nothing to send for most of the time, as it was told.</summary>
    public bool IsSampled => result.Rule.Spans().Count > 1;

    /// <summary>When the line was full, on the client's clock.</summary>
    public IEnumerable<(long From, long To)> Full(TimeProvider time)
    {
        long At(long micros) => result.StartedAt + (long)(micros * (time.TimestampFrequency / 1e6));
        return result.StartedAt == 0 ? [] : result.Rule.Spans().Select(span => (At(span.FromMicros), At(span.ToMicros)));
    }
}
