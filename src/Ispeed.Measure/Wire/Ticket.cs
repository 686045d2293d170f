using System.Text.Json.Serialization;

namespace Ispeed.Measure.Wire;

/// <summary>The hub's leave to measure: one measurement of one device at one of the named test points, with a budget and an end.</summary>
/// <param name="Issuer">The hub's address.</param>
/// <param name="Points">Test points that may take it.</param>
/// <param name="Run">The measurement id.</param>
/// <param name="Device">The device's random identifier.</param>
/// <param name="Budget">Payload bytes that a test point may move for it, both directions.</param>
/// <param name="IssuedAt">Seconds since 1970, UTC.</param>
/// <param name="Expires">Seconds since 1970, UTC: no stream starts later.</param>
/// <param name="Rate">What a test point reserves for the run, bits per second; 0 where the hub does not know what to expect.</param>
/// <param name="Mac">The hub\'s own quick proof over the other claims; means nothing to anybody else.</param>
public sealed record Ticket(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("aud")] IReadOnlyList<string> Points,
    [property: JsonPropertyName("jti")] Guid Run,
    [property: JsonPropertyName("sub")] Guid Device,
    [property: JsonPropertyName("bytes")] long Budget,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("exp")] long Expires,
    [property: JsonPropertyName("rate")] long Rate = 0,
    [property: JsonPropertyName("mac"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mac = null
)
{
    /// <summary>The kind of token (JWS <c>typ</c>).</summary>
    public const string Kind = "ispeed-ticket";
}
