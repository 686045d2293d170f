using Ispeed.Hub.Measurements;
using Ispeed.Hub.Points;
using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>What bounded a run besides the line, as far as its evidence shows: what the client says, and what it does not say but the two kernels, the network and the test point do.</summary>
/// <remarks>
/// A figure alone is no evidence. 94 Mbit/s may be a port of 100 Mbit/s or a plan of 100 Mbit/s, and 300 Mbit/s what was reserved or what was sold:
/// such a run is left out only when a side says more than the figure.
/// </remarks>
internal static class FoundLimits
{
    /// <summary>Share of the busy time from which on the kernels' limits bound the figure and not the line.</summary>
    private const double LargestShare = 0.10;

    /// <summary>Below this much busy time a share says nothing.</summary>
    private const long FewestBusyMicros = 100_000;

    /// <summary>From this share of what was reserved on, a run on a full point may have been held back by it.</summary>
    private const double NearReserved = 0.95;

    /// <summary>The limits of a run as <see cref="LimitationBits"/>.</summary>
    /// <param name="submission">The client's side.</param>
    /// <param name="record">The test point's side; null when it is not there.</param>
    /// <param name="point">The test point in the registry; null when unknown.</param>
    /// <param name="isTunnel">Whether the address belongs to a network of servers.</param>
    public static int Of(Submission submission, RunRecord? record, PointFacts? point, bool isTunnel)
    {
        var measurement = submission.Measurement;
        var detail = submission.Detail;
        var downIsFull = detail is not null && FullLine.IsSeen([.. detail.IdleMs], [.. detail.LoadedDownMs]);
        var upIsFull = detail is not null && FullLine.IsSeen([.. detail.IdleMs], [.. detail.LoadedUpMs]);
        return LimitationBits.Of(measurement.LimitedBy ?? [])
            | (downIsFull ? 0 : OfCurve(detail?.Down))
            | (upIsFull ? 0 : OfCurve(detail?.Up))
            | (record is null ? 0 : OfRecord(record, point, ReservedFor(submission), isTunnel, downIsFull))
            | (isTunnel ? LimitationBits.Bit(Limitation.Vpn) : 0);
    }

    /// <summary>The limits of a run of which only the test point told.</summary>
    public static int Of(RunRecord record, PointFacts? point, bool isTunnel) =>
        OfRecord(record, point, new(0), isTunnel, downIsFull: false);

    private static int OfRecord(RunRecord record, PointFacts? point, BitRate reserved, bool isTunnel, bool downIsFull) =>
        (downIsFull ? 0 : OfSide(record.Down))
        | (isTunnel ? LimitationBits.Bit(Limitation.Vpn) : 0)
        | (point is not null && WasTheLimit(point, record, reserved) ? LimitationBits.Bit(Limitation.TestPoint) : 0);

    // The point is the sender of a download only; of an upload the client's kernel knows (OfCurve).
    private static int OfSide(RunSide? side) =>
        side is null
        || side.BusyMicros < FewestBusyMicros
        || !FullLine.FillsWindows(side.Bytes * 8e6 / Math.Max(1, side.Micros), side.MinRttMicros, side.Streams)
            ? 0
            : Bits(null, side.ReceiverLimitedMicros / (double)side.BusyMicros, side.SenderLimitedMicros / (double)side.BusyMicros);

    // The sender of a sampled line has nothing to send between the samples: so it was told.
    private static int OfCurve(Curve? curve) =>
        curve?.Conditions is not { } conditions
            ? 0
            : Bits(
                curve.Spans is { Count: > 1 } ? null : conditions.ApplicationLimited,
                Fills(curve) ? conditions.ReceiverLimited : null,
                Fills(curve) ? conditions.SenderLimited : null
            );

    private static bool Fills(Curve curve) =>
        FullLine.FillsWindows(curve.Series.Sum(bytes => (double)bytes) * 8e6 / Math.Max(1, curve.ToMicros), curve.RttMicros, curve.Streams);

    private static int Bits(double? application, double? receiver, double? sender) =>
        (application > LargestShare ? LimitationBits.Bit(Limitation.Application) : 0)
        | (receiver > LargestShare ? LimitationBits.Bit(Limitation.ReceiveWindow) : 0)
        | (sender > LargestShare ? LimitationBits.Bit(Limitation.SendBuffer) : 0);

    private static bool WasTheLimit(PointFacts point, RunRecord record, BitRate reserved) =>
        point.LimitedItselfAt(record.StartedAt)
        || (point.WasFull(record.StartedAt, record.SealedAt) && (Reached(record.Down, reserved) || Reached(record.Up, reserved)));

    // What was reserved for a run it also gets on a full point; beyond that, others may have taken what the line would have carried.
    private static bool Reached(RunSide? side, BitRate reserved) =>
        side is { Micros: > 0 } && side.Bytes * 8e6 / side.Micros >= reserved.BitsPerSecond * NearReserved;

    private static BitRate ReservedFor(Submission submission) => new(Math.Max(0, SignedText.Ticket(submission.Ticket)?.Rate ?? 0));
}
