using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>JSON of the answers that a client reads. A member that is not there is an error here: what answers is then no hub or test point of ours.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PointHello))]
[JsonSerializable(typeof(LatencyAuthorization))]
[JsonSerializable(typeof(FinishAnswer))]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSerializable(typeof(SubmissionAnswer))]
[JsonSerializable(typeof(ListedPoint[]))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AnswerJson : JsonSerializerContext;
