using System.Text.Json.Serialization;

namespace Ispeed.Measure;

/// <summary>One run of a client against a test point: what is printed by <c>--json</c>, submitted, and published (spec/measurement.schema.json). Null means not measured.</summary>
/// <param name="Id">UUID version 7, made by the client, so that a repeated submission is the same measurement.</param>
/// <param name="StartedAt">Wall clock of the client, UTC: a label, never used for a duration.</param>
/// <param name="Server">The test point, null when none was chosen.</param>
/// <param name="Method">The version of the method (spec/method.md), now <c>1</c>.</param>
/// <param name="Download">Download, counted by the client.</param>
/// <param name="Upload">Upload, counted by the test point.</param>
/// <param name="Latency">Round-trip times, idle and loaded.</param>
/// <param name="Loss">Datagrams lost per direction.</param>
/// <param name="BytesTotal">All bytes of the run as an IP-layer estimate, both directions, tail after the stop included.</param>
/// <param name="Link">The page of this result, null when it was not submitted.</param>
/// <param name="Error">Null for a whole run.</param>
/// <param name="Family">The IP version that carried it, or that alone was to carry it, 4 or 6; null when no test point was reached and either would have done.</param>
/// <param name="LimitedBy">What else than the line bounded the figures; empty for a run that shows the line. The hub leaves limited runs out of figures.</param>
public sealed record Measurement(
    Guid Id,
    DateTimeOffset StartedAt,
    MeasuredServer? Server,
    string Method,
    Throughput? Download,
    Throughput? Upload,
    Latency? Latency,
    Loss? Loss,
    long BytesTotal,
    string? Link,
    Failure? Error,
    int? Family = null,
    IReadOnlyList<Limitation>? LimitedBy = null
)
{
    /// <summary>The method that this engine carries out.</summary>
    public const string CurrentMethod = "1";
}

/// <summary>The test point of a run.</summary>
/// <param name="Id">The identifier in the hub's registry; null against a point that was named by its address.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Url">The address that was measured against, <c>ws://</c> or <c>wss://</c>.</param>
/// <param name="Place">Where it stands, seen from the client's network, as the hub said; null where it did not.</param>
public sealed record MeasuredServer(string? Id, string Name, string Url, Wire.PointPlace? Place = null);

/// <summary>The figure of one direction.</summary>
/// <param name="Mbps">Payload megabits per second on [t0, end], after warm-up.</param>
/// <param name="Low">Lower end of the 95 % interval, Mbit/s.</param>
/// <param name="High">Upper end of the 95 % interval, Mbit/s.</param>
/// <param name="Bytes">Payload bytes from the first to the last, warm-up and tail included.</param>
/// <param name="Seconds">From the first byte to the stop, warm-up included.</param>
/// <param name="StoppedBy">Why it ended.</param>
public sealed record Throughput(double Mbps, double Low, double High, long Bytes, double Seconds, StopReason StoppedBy)
{
    /// <summary>Whether the interval says anything: where it could not be computed it is printed as 0 to twice the figure (spec/method.md, "Figure").</summary>
    [JsonIgnore]
    public bool IsIntervalKnown => IsKnown(Mbps, High);

    /// <summary>The kilobit to which figures are printed, rounded up: how closely a printed "twice the figure" can be recognised, in Mbit/s.</summary>
    public const double PrintedStep = 0.0015;

    /// <summary>The same for a figure that was stored: whether it may be published or compared. A wide interval is knowledge too.</summary>
    public static bool IsKnown(double mbps, double high) => Math.Abs(high - 2 * mbps) > PrintedStep;
}

/// <summary>Round-trip times in milliseconds.</summary>
/// <param name="IdleMs">Median on the quiet line.</param>
/// <param name="LoadedDownMs">90th percentile while the download fills the line.</param>
/// <param name="LoadedUpMs">90th percentile while the upload fills the line.</param>
/// <param name="JitterMs">Mean absolute difference of consecutive idle round-trip times.</param>
/// <param name="MinMs">Lowest on the quiet line.</param>
/// <param name="Pdv95Ms">95th percentile of packet delay variation on the quiet line (RFC 5481 section 4.2).</param>
/// <param name="Grade">Letter of the mean increase under load, <c>A+</c> to <c>F</c> (<see cref="Numbers.BufferbloatGrade"/>); null where no load was probed.</param>
/// <param name="ShortRpm">Round trips per minute from the probes of the short loads: the arithmetic of draft-ietf-ippm-responsiveness on fewer probes, never comparable with its full run; null with too few probes.</param>
public sealed record Latency(
    double IdleMs,
    double? LoadedDownMs,
    double? LoadedUpMs,
    double? JitterMs,
    double? MinMs = null,
    double? Pdv95Ms = null,
    string? Grade = null,
    double? ShortRpm = null
);

/// <summary>Share of datagrams lost, in per cent, with its 95 % Wilson interval.</summary>
/// <param name="DownPercent">From the test point to the person.</param>
/// <param name="UpPercent">From the person to the test point.</param>
/// <param name="DownLow">Lower end of the interval, per cent.</param>
/// <param name="DownHigh">Upper end of the interval, per cent.</param>
/// <param name="UpLow">Lower end of the interval, per cent.</param>
/// <param name="UpHigh">Upper end of the interval, per cent.</param>
/// <param name="Probes">Datagrams sent that the shares are of.</param>
public sealed record Loss(
    double? DownPercent,
    double? UpPercent,
    double? DownLow = null,
    double? DownHigh = null,
    double? UpLow = null,
    double? UpHigh = null,
    int Probes = 0
);
