using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Areas;

/// <summary>The features of a GeoJSON document (RFC 7946).</summary>
internal static class GeoJsonShapes
{
    /// <summary>Null for a collection without a list of features.</summary>
    public static IReadOnlyList<BoundaryFeature>? Of(string file, JsonElement root)
    {
        if (BoundaryFile.TypeOf(root) == "Feature")
        {
            return [Feature(file, 1, root)];
        }

        return root.TryGetProperty("features", out var features) && features.ValueKind is JsonValueKind.Array
            ? [.. features.EnumerateArray().Select((feature, at) => Feature(file, at + 1, feature))]
            : null;
    }

    private static BoundaryFeature Feature(string file, int number, JsonElement feature)
    {
        if (BoundaryFile.TypeOf(feature) != "Feature")
        {
            return new(file, number, null, null, "it is no Feature.");
        }

        var code = BoundaryFile.CodeOf(feature);
        if (!feature.TryGetProperty("geometry", out var geometry))
        {
            return new(file, number, code, null, "it has no geometry.");
        }

        var shape = PolygonReader.Read(geometry, "coordinates", Ring, out var fault);
        return new(file, number, code, shape, fault);
    }

    private static Coordinate[]? Ring(JsonElement ring, out string? fault)
    {
        fault = "a ring is no list of positions.";
        if (ring.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var points = new Coordinate[ring.GetArrayLength()];
        var at = 0;
        foreach (var position in ring.EnumerateArray())
        {
            if (
                position.ValueKind is not JsonValueKind.Array
                || position.GetArrayLength() < 2
                || !TryNumber(position[0], out var x)
                || !TryNumber(position[1], out var y)
            )
            {
                fault = $"position {at + 1} of a ring is not two numbers.";
                return null;
            }

            points[at++] = new(x, y);
        }

        fault = null;
        return points;
    }

    internal static bool TryNumber(JsonElement element, out double number)
    {
        number = 0;
        return element.ValueKind is JsonValueKind.Number && element.TryGetDouble(out number) && double.IsFinite(number);
    }
}
