using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Foreign.Latency1;

/// <summary>A datagram of latency1, either way (MSAK, pkg/latency1): JSON under MSAK's names.</summary>
/// <param name="Type"><c>c2s</c> begins a session, <c>s2c</c> is the point's ping and comes back as it was.</param>
/// <param name="Id">The session.</param>
/// <param name="Sequence">From 0.</param>
/// <param name="LastRtt">The round trip before, microseconds; 0 for none.</param>
/// <param name="Ispeed">In a kick-off that is the authorisation as it was given: the key proves that whoever sends it was given it.</param>
internal sealed record LatencyPacket(
    [property: JsonPropertyName("Type")] string? Type,
    [property: JsonPropertyName("ID")] string? Id,
    [property: JsonPropertyName("Seq")] int Sequence,
    [property: JsonPropertyName("LastRTT"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int LastRtt = 0,
    [property: JsonPropertyName("Ispeed"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProbeSession? Ispeed = null
)
{
    /// <summary>Null for bytes that are no packet. Never throws.</summary>
    public static LatencyPacket? TryRead(ReadOnlySpan<byte> datagram)
    {
        try
        {
            return JsonSerializer.Deserialize(datagram, LatencyJson.Default.LatencyPacket);
        }
        catch (JsonException)
        {
            return null; // not JSON, or not of this shape
        }
    }
}

/// <summary>The answer to <c>GET /latency/v1/result</c>.</summary>
/// <param name="Id">The session.</param>
/// <param name="StartTime">UTC.</param>
/// <param name="RoundTrips">One for each ping, in the order of sending.</param>
/// <param name="PacketsSent">Pings sent.</param>
/// <param name="PacketsReceived">Of these, those that came back.</param>
internal sealed record LatencySummary(
    [property: JsonPropertyName("ID")] string Id,
    [property: JsonPropertyName("StartTime")] DateTimeOffset StartTime,
    [property: JsonPropertyName("RoundTrips")] IReadOnlyList<LatencyRoundTrip> RoundTrips,
    [property: JsonPropertyName("PacketsSent")] int PacketsSent,
    [property: JsonPropertyName("PacketsReceived")] int PacketsReceived
);

/// <summary>One ping of the answer.</summary>
/// <param name="Rtt">Microseconds; 0 for a lost one.</param>
/// <param name="Lost">Whether it did not come back.</param>
internal sealed record LatencyRoundTrip(
    [property: JsonPropertyName("RTT")] int Rtt,
    [property: JsonPropertyName("Lost"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Lost
);

[JsonSerializable(typeof(LatencyPacket))]
[JsonSerializable(typeof(LatencySummary))]
internal sealed partial class LatencyJson : JsonSerializerContext;
