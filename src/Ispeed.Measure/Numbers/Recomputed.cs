using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Numbers;

/// <summary>The figures of a result, computed from what is kept of it. A run prints these; whoever has the file computes the same.</summary>
/// <param name="Download">Figure of the download, Mbit/s; null when nothing came.</param>
/// <param name="Upload">Figure of the upload.</param>
/// <param name="Latency">Round-trip times.</param>
/// <param name="Loss">Datagrams lost.</param>
public sealed record Recomputed(Throughput? Download, Throughput? Upload, Latency? Latency, Loss? Loss)
{
    /// <summary>Computes by the method of this version.</summary>
    /// <param name="detail">What is kept.</param>
    /// <param name="downStoppedBy">Why the download ended, as the result says: a reason cannot be computed from what came before it.</param>
    /// <param name="upStoppedBy">Why the upload ended.</param>
    public static Recomputed Of(MeasurementDetail detail, StopReason downStoppedBy, StopReason upStoppedBy)
    {
        ArgumentNullException.ThrowIfNull(detail);
        return new(
            Side(detail.Down, downStoppedBy),
            Side(detail.Up, upStoppedBy),
            LatencyFigures.Of(detail.IdleMs, detail.LoadedDownMs, detail.LoadedUpMs),
            LossEstimate.Of(detail.Probes)
        );
    }

    /// <summary>The printed figure of a curve.</summary>
    public static Throughput? Side(Curve? curve, StopReason stoppedBy)
    {
        if (curve is null)
        {
            return null;
        }

        var figure = CurveFigure.Of(curve);
        return new(
            Printed(figure.BitsPerSecond),
            Printed(figure.Low),
            Printed(figure.High),
            curve.Series.Sum() + curve.BytesAfterStop,
            curve.ToMicros / 1e6,
            stoppedBy
        );
    }

    // To the kilobit: what lies below is arithmetic, not knowledge.
    private static double Printed(double bitsPerSecond) => Math.Round(new BitRate(bitsPerSecond).Mbps, 3);
}
