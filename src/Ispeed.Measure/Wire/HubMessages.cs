using System.Text.Json.Serialization;

namespace Ispeed.Measure.Wire;

/// <summary><c>POST /api/v1/tickets</c>: a client asks where to measure.</summary>
/// <param name="Id">The measurement id, UUID version 7.</param>
/// <param name="Device">The device's random identifier.</param>
/// <param name="Access">What the client believes about its access.</param>
/// <param name="BudgetBytes">What the person allows the run to cost at the IP layer, where they said so; null for the budget of the access.</param>
/// <param name="Place">Only points at this place, seen from the client's network; null for the hub's choice among those in the country.</param>
/// <param name="Code">The referral code of the run that begins; counted, and nothing else depends on it.</param>
public sealed record TicketRequest(
    Guid Id,
    Guid Device,
    Access Access,
    long? BudgetBytes = null,
    PointPlace? Place = null,
    string? Code = null
);

/// <summary>The hub's answer: a ticket and the candidates that it is good for, the hub's preference first.</summary>
/// <param name="Ticket">A compact JWS of a <see cref="Wire.Ticket"/>.</param>
/// <param name="Expires">UTC.</param>
/// <param name="BudgetBytes">The most that the run may cost at the IP layer.</param>
/// <param name="Operator">The operator of the client's address, null when unknown.</param>
/// <param name="Candidates">At most four.</param>
public sealed record TicketAnswer(
    string Ticket,
    DateTimeOffset Expires,
    long BudgetBytes,
    OperatorHint? Operator,
    IReadOnlyList<Candidate> Candidates
);

/// <summary>Who sells the line, from the address.</summary>
/// <param name="Code">The operator's code, for example <c>viettel</c>; null when the network is not in the operator table.</param>
/// <param name="Name">The brand, or the registered name of the network.</param>
/// <param name="Asn">The autonomous system.</param>
public sealed record OperatorHint(string? Code, string Name, long Asn);

/// <summary>A test point to choose from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Operator">Whose network it stands in; null for a neutral place.</param>
/// <param name="Url">Plain data port, <c>ws://host:port</c>; null when there is none.</param>
/// <param name="SecureUrl">TLS data port, <c>wss://host:port</c>; null when there is none.</param>
/// <param name="Load">Share of its capacity in use, 0 to 1, of the last heartbeat.</param>
/// <param name="Place">Where it stands, seen from the client's network; null where the hub cannot tell.</param>
public sealed record Candidate(
    string Id,
    string Name,
    string? Operator,
    string? Url,
    string? SecureUrl,
    double Load,
    PointPlace? Place = null
);

/// <summary>Where a test point stands, seen from a client's network. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PointPlace>))]
public enum PointPlace
{
    /// <summary>In the client's own operator's network.</summary>
    [JsonStringEnumMemberName("on-net")]
    OnNet = 1,

    /// <summary>At a neutral place in the country: an exchange or a hosting site.</summary>
    [JsonStringEnumMemberName("exchange")]
    Exchange = 2,

    /// <summary>In another operator's network of the country.</summary>
    [JsonStringEnumMemberName("other-net")]
    OtherNet = 3,

    /// <summary>In another country.</summary>
    [JsonStringEnumMemberName("abroad")]
    Abroad = 4,
}

/// <summary><c>POST /api/v1/measurements</c>: a result with all that is needed to check and recompute it.</summary>
/// <param name="Device">The device's random identifier.</param>
/// <param name="Ticket">The ticket of the run; null when the hub could not be asked.</param>
/// <param name="Access">What the client knows of its access.</param>
/// <param name="AccessSource">How it knows.</param>
/// <param name="Area">The commune that the person chose, by its code; null when a location is given or nothing is known.</param>
/// <param name="Location">Where the device is, by consent.</param>
/// <param name="Client">The program.</param>
/// <param name="Measurement">The result.</param>
/// <param name="Detail">The curve and the circumstances.</param>
/// <param name="Record">The test point's sealed record, a compact JWS; null when it could not be had.</param>
/// <param name="Group">What measurements of one sitting have in common (<c>--both</c>, <c>--compare</c>); null for one that stands alone.</param>
/// <param name="Code">The referral code that the person gave (<see cref="ReferralCode.Value"/>); null for a run that counts for nobody.</param>
/// <param name="Participant">As whom they measure with that code, by their own word; null where they did not say.</param>
/// <param name="Sim">The operator's name as the SIM shows it, of a mobile line; null elsewhere. By it alone a brand without a network is told from its host.</param>
public sealed record Submission(
    Guid Device,
    string? Ticket,
    Access Access,
    AccessSource AccessSource,
    string? Area,
    Location? Location,
    ClientSoftware Client,
    Measurement Measurement,
    MeasurementDetail? Detail,
    string? Record,
    Guid? Group = null,
    string? Code = null,
    Participant? Participant = null,
    string? Sim = null
);

/// <summary>How a client knows its access. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessSource>))]
public enum AccessSource
{
    /// <summary>It does not know.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>The person said so.</summary>
    [JsonStringEnumMemberName("declared")]
    Declared = 1,

    /// <summary>The browser's network information.</summary>
    [JsonStringEnumMemberName("browser")]
    Browser = 2,

    /// <summary>The operating system.</summary>
    [JsonStringEnumMemberName("system")]
    System = 3,
}

/// <summary>A place on WGS 84.</summary>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="AccuracyMeters">Radius, as the device states it.</param>
public sealed record Location(double Latitude, double Longitude, double AccuracyMeters);

/// <summary>The program that measured.</summary>
/// <param name="Name"><c>ispeed-cli</c> or <c>ispeed-web</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="System">Operating system or browser family, never a fingerprint.</param>
public sealed record ClientSoftware(string Name, string Version, string System);

/// <summary>What recomputes a result.</summary>
/// <param name="Down">Download as the client counted it.</param>
/// <param name="Up">Upload as the test point reported it to the client.</param>
/// <param name="IdleMs">Every idle round-trip time, in order.</param>
/// <param name="LoadedDownMs">Every round-trip time during the download's full line.</param>
/// <param name="LoadedUpMs">Every round-trip time during the upload's full line.</param>
/// <param name="LatencyOver"><c>udp</c> or <c>websocket</c>.</param>
/// <param name="Probes">Datagrams of the quiet line and of each load, one entry each in the order of the run; empty where none passed.</param>
/// <param name="BudgetBytes">The budget that the run was given, IP layer.</param>
public sealed record MeasurementDetail(
    Curve? Down,
    Curve? Up,
    IReadOnlyList<double> IdleMs,
    IReadOnlyList<double> LoadedDownMs,
    IReadOnlyList<double> LoadedUpMs,
    string? LatencyOver,
    IReadOnlyList<ProbeCount> Probes,
    long BudgetBytes
);

/// <summary>Datagrams of one part of a run.</summary>
/// <param name="Phase">The part: <c>latency</c>, <c>download</c> or <c>upload</c>.</param>
/// <param name="Sent">Sent by the client.</param>
/// <param name="Received">Of these, received by the test point.</param>
/// <param name="Answered">Of these, answered to the client.</param>
public sealed record ProbeCount(RunPhase Phase, int Sent, int Received, int Answered);

/// <summary>What the two ends' kernels and the client's processor say of a load; what was not seen is null.</summary>
/// <param name="CongestionControl">Of the sending socket.</param>
/// <param name="MinRttMicros">Lowest round-trip time of the load's connections.</param>
/// <param name="BytesRetransmitted">Bytes sent again, download only.</param>
/// <param name="ApplicationLimited">Share of the samples after t0 in which the sender's program had nothing to send, 0 to 1.</param>
/// <param name="ReceiverLimited">Share of the sender's busy time that the receiver's window held it back.</param>
/// <param name="SenderLimited">Share of the sender's busy time that its own buffer held it back.</param>
/// <param name="CpuShare">Processor time of this program over the load, as a share of one core.</param>
/// <param name="LongestGapMicros">Longest time that the program was not woken although it asked to be.</param>
public sealed record LoadConditions(
    string? CongestionControl,
    long? MinRttMicros,
    long? BytesRetransmitted,
    double? ApplicationLimited,
    double? ReceiverLimited,
    double? SenderLimited,
    double? CpuShare,
    long? LongestGapMicros
);

/// <summary>A byte curve and the interval that was counted.</summary>
/// <param name="Streams">Streams that carried it.</param>
/// <param name="RttMicros">The round-trip time that scaled the rule.</param>
/// <param name="FromMicros">t0.</param>
/// <param name="ToMicros">The end.</param>
/// <param name="BytesAfterStop">Payload bytes that arrived after the stop: billed, not counted in the figure.</param>
/// <param name="StepMillis">Step of <paramref name="Series"/>.</param>
/// <param name="Series">Payload bytes in each step from the first payload byte on.</param>
/// <param name="Conditions">What the kernels and the processor say; null from a client that cannot see them.</param>
/// <param name="Spans">What counts in the figure, in order, on multiples of the step: one span of a line that stands still, many of one that was sampled. Null for [t0, end].</param>
/// <param name="Points">Points of the curve that were really seen within the spans; null from a client that did not count them.</param>
public sealed record Curve(
    int Streams,
    long RttMicros,
    long FromMicros,
    long ToMicros,
    long BytesAfterStop,
    int StepMillis,
    IReadOnlyList<long> Series,
    LoadConditions? Conditions = null,
    IReadOnlyList<Numbers.CountedSpan>? Spans = null,
    int? Points = null
);

/// <summary>How far a result is proved. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Proof>))]
public enum Proof
{
    /// <summary>Only the client's side: kept, never published.</summary>
    [JsonStringEnumMemberName("claimed")]
    Claimed = 1,

    /// <summary>Only the test point's side.</summary>
    [JsonStringEnumMemberName("observed")]
    Observed = 2,

    /// <summary>Both sides agree.</summary>
    [JsonStringEnumMemberName("attested")]
    Attested = 3,

    /// <summary>Both sides are there and do not agree: kept, never published.</summary>
    [JsonStringEnumMemberName("disputed")]
    Disputed = 4,
}

/// <summary>The answer to a submission.</summary>
/// <param name="Id">The measurement.</param>
/// <param name="Link">The page of the result.</param>
/// <param name="Proof">How far it is proved now; the test point's record may still arrive.</param>
public sealed record SubmissionAnswer(Guid Id, string Link, Proof Proof);

/// <summary>Times at which a device had no signal, told when it has one again. Sending again is safe.</summary>
/// <param name="Device">Random identifier of the device.</param>
/// <param name="Reports">In any order; at most <see cref="Limits.NoSignalReports"/>.</param>
public sealed record NoSignalBatch(Guid Device, IReadOnlyList<NoSignalReport> Reports);

/// <summary>"There is no signal here", noted by a person while the device was offline.</summary>
/// <param name="Id">UUID of version 7, made with the report.</param>
/// <param name="At">When.</param>
/// <param name="Location">Where; the hub keeps the cell around it, about 1 km across, and forgets the rest.</param>
/// <param name="Operator">Code of the operator of the card in the device, as the person says: there was no network that could tell.</param>
/// <param name="Access">What was looked for, 2G to 5G, or unknown for any mobile network.</param>
public sealed record NoSignalReport(Guid Id, DateTimeOffset At, Location Location, string Operator, Access Access);

/// <summary>The answer to reports of no signal.</summary>
/// <param name="Stored">Kept now.</param>
/// <param name="StoredBefore">Kept by an earlier batch.</param>
public sealed record NoSignalAnswer(int Stored, int StoredBefore);

/// <summary>A test point's registration and its changes, signed with its own key.</summary>
/// <param name="Id">The id it wants: lower-case letters, digits and hyphens, 3 to 40.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Operator">Code of the operator whose network it stands in; null for a neutral place.</param>
/// <param name="Url">Plain data port as clients reach it.</param>
/// <param name="SecureUrl">TLS data port as clients reach it.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo of its P-256 key, base64.</param>
/// <param name="Software">Program and version.</param>
/// <param name="Country">Where it stands, ISO 3166-1 alpha-2; null for the hub's own country.</param>
public sealed record PointRegistration(
    string Id,
    string Name,
    string? Operator,
    string? Url,
    string? SecureUrl,
    string PublicKey,
    string Software,
    string? Country = null
);

/// <summary>What the hub tells a registered test point.</summary>
/// <param name="Id">Its id.</param>
/// <param name="KeyId">The hub's key.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo of the hub's P-256 key, base64: tickets are checked with it.</param>
public sealed record PointWelcome(string Id, string KeyId, string PublicKey);

/// <summary>A sign of life, every 10 seconds, as a compact JWS.</summary>
/// <param name="Point">Its id.</param>
/// <param name="At">Seconds since 1970, UTC.</param>
/// <param name="Runs">Runs going on.</param>
/// <param name="Load">Share of its capacity in use, 0 to 1.</param>
/// <param name="Spooled">Records waiting for the hub.</param>
/// <param name="Software">Program and version.</param>
/// <param name="Check">The last self-check; null before the first has ended.</param>
public sealed record Heartbeat(string Point, long At, int Runs, double Load, int Spooled, string Software, SelfCheck? Check = null)
{
    /// <summary>The kind of token (JWS <c>typ</c>).</summary>
    public const string Kind = "ispeed-heartbeat";
}

/// <summary>What a test point found out about itself, at start and daily.</summary>
/// <param name="At">Seconds since 1970, UTC.</param>
/// <param name="DownMbps">What it can send, Mbit/s of payload.</param>
/// <param name="UpMbps">What it can take.</param>
/// <param name="ErrorPercent">How far a run over a known rate was from it, per cent; positive is too high.</param>
/// <param name="LimitsItself">Whether its capacity or its accuracy is too low to measure others: the hub then leaves it out.</param>
/// <param name="Reason">A sentence for its operator; null when all is well.</param>
public sealed record SelfCheck(long At, double DownMbps, double UpMbps, double ErrorPercent, bool LimitsItself, string? Reason);

/// <summary>The answer to a heartbeat: where a client may be sent when this point is full.</summary>
/// <param name="Alternatives">Addresses of other points that are alive and not full, at most three, plain or TLS as this point's own.</param>
public sealed record HeartbeatAnswer(IReadOnlyList<string> Alternatives);

/// <summary>A signed message from a test point to the hub.</summary>
/// <param name="Token">A compact JWS.</param>
public sealed record SignedMessage(string Token);

/// <summary>A refusal (RFC 9457), from hub and test point alike.</summary>
/// <param name="Type">A reference into spec/protocol.md.</param>
/// <param name="Title">A plain English sentence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The machine-readable reason.</param>
/// <param name="Detail">What to do.</param>
/// <param name="TryThese">With <c>busy</c>: addresses of other test points; null elsewhere.</param>
/// <param name="Field">With <c>impossible-filter</c>: the filter; null elsewhere.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? TryThese = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null
);
