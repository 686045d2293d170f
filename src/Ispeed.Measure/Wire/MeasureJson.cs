using System.Text.Json.Serialization;

namespace Ispeed.Measure.Wire;

/// <summary>How everything on the wire is written as JSON: camel case, enums by their wire spelling, null where not measured. Works without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JwsHead))]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(ThroughputMessage))]
[JsonSerializable(typeof(ClientMessage))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(FinishAnswer))]
[JsonSerializable(typeof(LatencyAuthorization))]
[JsonSerializable(typeof(PointHello))]
[JsonSerializable(typeof(TicketRequest))]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSerializable(typeof(Submission))]
[JsonSerializable(typeof(SubmissionAnswer))]
[JsonSerializable(typeof(NoSignalBatch))]
[JsonSerializable(typeof(NoSignalAnswer))]
[JsonSerializable(typeof(PointRegistration))]
[JsonSerializable(typeof(PointWelcome))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(SignedMessage))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Measurement))]
public sealed partial class MeasureJson : JsonSerializerContext;
