using System.Text.Json.Serialization;

namespace Ispeed.Measure.Wire;

/// <summary>The test point's own account of a run, signed with its key: the second side of every result.</summary>
/// <param name="Run">The measurement id.</param>
/// <param name="Point">The test point's id.</param>
/// <param name="Device">The device of the ticket; null for a run without a ticket.</param>
/// <param name="Address">The client's address as the test point saw it.</param>
/// <param name="StartedAt">UTC, the test point's clock.</param>
/// <param name="SealedAt">UTC: nothing was counted later.</param>
/// <param name="Down">Download, null when there was none.</param>
/// <param name="Up">Upload, null when there was none.</param>
/// <param name="ProbesReceived">Datagrams received and answered.</param>
/// <param name="Software">Program and version.</param>
/// <param name="Protocol">What the client spoke: <c>ispeed</c>, <c>throughput1</c>, <c>ndt7</c>, <c>librespeed</c>, <c>nq</c>.</param>
public sealed record RunRecord(
    Guid Run,
    string Point,
    Guid? Device,
    string Address,
    DateTimeOffset StartedAt,
    DateTimeOffset SealedAt,
    RunSide? Down,
    RunSide? Up,
    long ProbesReceived,
    string Software,
    string Protocol = "ispeed"
)
{
    /// <summary>The kind of token (JWS <c>typ</c>).</summary>
    public const string Kind = "ispeed-record";
}

/// <summary>One direction of a run as the test point counted it.</summary>
/// <param name="Bytes">Payload bytes: acknowledged by the client's kernel (down) or received (up).</param>
/// <param name="InFlight">Payload bytes that were sent and not yet acknowledged at the end: the client may have counted them. 0 for an upload.</param>
/// <param name="Micros">From the first payload byte to the last.</param>
/// <param name="Streams">Streams that carried payload.</param>
/// <param name="CongestionControl">Of the sending socket where the test point is the sender.</param>
/// <param name="MinRttMicros">Lowest round-trip time over all streams.</param>
/// <param name="BytesRetransmitted">Bytes sent again, download only.</param>
/// <param name="StepMillis">Step of <paramref name="Series"/>.</param>
/// <param name="Series">Payload bytes in each step from the first payload byte on.</param>
/// <param name="BusyMicros">Time with data outstanding, summed over the streams, where the test point is the sender.</param>
/// <param name="ReceiverLimitedMicros">Part of it that the client's window held it back.</param>
/// <param name="SenderLimitedMicros">Part of it that its own buffer held it back.</param>
/// <param name="ApplicationLimitedMicros">Time in which the kernel said that the program gave it too little to send, from one look to the next, summed over the streams.</param>
public sealed record RunSide(
    long Bytes,
    long InFlight,
    long Micros,
    int Streams,
    string? CongestionControl,
    long MinRttMicros,
    long BytesRetransmitted,
    int StepMillis,
    IReadOnlyList<long> Series,
    long BusyMicros = 0,
    long ReceiverLimitedMicros = 0,
    long SenderLimitedMicros = 0,
    long ApplicationLimitedMicros = 0
);

/// <summary>The answer to <c>POST /ispeed/v1/finish</c>: the sealed record, for the client to submit with its own result.</summary>
/// <param name="Record">A compact JWS of a <see cref="RunRecord"/>.</param>
public sealed record FinishAnswer([property: JsonPropertyName("record")] string Record);

/// <summary>The answer to <c>GET /latency/v1/authorize</c>: latency1's kick-off with what our own probes need.</summary>
/// <param name="Type">latency1: <c>c2s</c>.</param>
/// <param name="Id">latency1: the measurement id.</param>
/// <param name="Sequence">latency1: 0.</param>
/// <param name="Ispeed">Our own probes.</param>
public sealed record LatencyAuthorization(
    [property: JsonPropertyName("Type")] string Type,
    [property: JsonPropertyName("ID")] Guid Id,
    [property: JsonPropertyName("Seq")] int Sequence,
    [property: JsonPropertyName("Ispeed")] ProbeSession Ispeed
);

/// <summary>A datagram session.</summary>
/// <param name="Port">UDP port, at the address that authorised.</param>
/// <param name="Key">Hexadecimal, 16 digits: the key of every probe.</param>
public sealed record ProbeSession([property: JsonPropertyName("Port")] int Port, [property: JsonPropertyName("Key")] string Key);

/// <summary>The answer to <c>GET /ispeed/v1/hello</c>: who this is and whether it takes anybody.</summary>
/// <param name="Point">The id at the hub, or the name given at start.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Version">Program and version.</param>
/// <param name="Open">Whether a run without a ticket is taken.</param>
/// <param name="Busy">Whether a new run would be refused now.</param>
/// <param name="Limited">Why the test point's own self-check says not to measure here; absent when all is well.</param>
public sealed record PointHello(
    [property: JsonPropertyName("point")] string Point,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("open")] bool Open,
    [property: JsonPropertyName("busy")] bool Busy,
    [property: JsonPropertyName("limited"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Limited = null
);
