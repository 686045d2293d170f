using System.Text.Json;

namespace Ispeed.Hub.Areas;

/// <summary>Boundaries from GeoJSON (RFC 7946) or TopoJSON. Which of them it is, the file says itself.</summary>
internal static class BoundaryFile
{
    private static readonly JsonDocumentOptions Reading = new() { AllowTrailingCommas = false, MaxDepth = 32 };

    /// <summary>Its features in the order of the file; null, and the reason, for a file that is neither. Never an exception, whatever the bytes are.</summary>
    public static IReadOnlyList<BoundaryFeature>? Read(string name, ReadOnlyMemory<byte> file, out string? why)
    {
        try
        {
            using var json = JsonDocument.Parse(file, Reading);
            var features = TypeOf(json.RootElement) switch
            {
                "FeatureCollection" or "Feature" => GeoJsonShapes.Of(name, json.RootElement),
                "Topology" => TopoJsonShapes.Of(name, json.RootElement),
                _ => null,
            };
            why =
                features is null ? "It is neither a GeoJSON FeatureCollection nor a TopoJSON Topology."
                : features.Count == 0 ? "It has no features."
                : null;
            return why is null ? features : null;
        }
        catch (JsonException unreadable) // not JSON at all: a file of another kind, or one cut off
        {
            why = $"It is not JSON: {unreadable.Message}";
            return null;
        }
    }

    internal static string? TypeOf(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String
            ? type.GetString()
            : null;

    /// <summary>The code that a feature bears: its property <c>code</c>, else its id, else its property <c>id</c>.</summary>
    internal static string? CodeOf(JsonElement feature)
    {
        var properties = feature.TryGetProperty("properties", out var found) && found.ValueKind is JsonValueKind.Object ? found : default;
        return Text(properties, "code") ?? Text(feature, "id") ?? Text(properties, "id");
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 and <= 20 } text ? text
        : value.ValueKind is JsonValueKind.Number ? value.GetRawText()
        : null;
}
