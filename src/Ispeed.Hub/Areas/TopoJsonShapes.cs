using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Areas;

/// <summary>
/// The features of a TopoJSON topology, all objects together. A ring is a list of arcs; ~i is arc i backwards; neighbouring arcs share
/// their end. Quantized arcs are differences, put in place by the transform.
/// </summary>
internal static class TopoJsonShapes
{
    private const int MostPoints = 50_000_000;

    /// <summary>Null for a topology without arcs or objects.</summary>
    public static IReadOnlyList<BoundaryFeature>? Of(string file, JsonElement root)
    {
        if (!root.TryGetProperty("objects", out var objects) || objects.ValueKind is not JsonValueKind.Object || Arcs(root) is not { } arcs)
        {
            return null;
        }

        var features = new List<BoundaryFeature>();
        var left = MostPoints; // a few bytes can name one arc again and again
        foreach (var geometry in objects.EnumerateObject().SelectMany(entry => Leaves(entry.Value)))
        {
            string? fault;
            var shape = PolygonReader.Read(
                geometry,
                "arcs",
                (JsonElement ring, out string? why) => Ring(ring, arcs, ref left, out why),
                out fault
            );
            features.Add(new(file, features.Count + 1, BoundaryFile.CodeOf(geometry), shape, fault));
        }

        return features;
    }

    private static IEnumerable<JsonElement> Leaves(JsonElement geometry)
    {
        if (geometry.ValueKind is not JsonValueKind.Object)
        {
            return [];
        }

        return BoundaryFile.TypeOf(geometry) != "GeometryCollection" ? [geometry]
            : geometry.TryGetProperty("geometries", out var parts) && parts.ValueKind is JsonValueKind.Array
                ? parts.EnumerateArray().SelectMany(Leaves)
            : [];
    }

    // Null in place of an arc that is not one: the ring that uses it says so.
    private static Coordinate[]?[]? Arcs(JsonElement root)
    {
        if (!root.TryGetProperty("arcs", out var arcs) || arcs.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var quantized = root.TryGetProperty("transform", out var transform);
        var (scale, move) = quantized
            ? (Pair(transform, "scale"), Pair(transform, "translate"))
            : (new Coordinate(1, 1), new Coordinate(0, 0));
        return scale is null || move is null ? null : [.. arcs.EnumerateArray().Select(arc => Arc(arc, quantized, scale, move))];
    }

    private static Coordinate[]? Arc(JsonElement arc, bool quantized, Coordinate scale, Coordinate move)
    {
        if (arc.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var points = new Coordinate[arc.GetArrayLength()];
        var (at, sumX, sumY) = (0, 0.0, 0.0);
        foreach (var position in arc.EnumerateArray())
        {
            if (Pair(position) is not { } pair)
            {
                return null;
            }

            (sumX, sumY) = quantized ? (sumX + pair.X, sumY + pair.Y) : (pair.X, pair.Y);
            points[at++] = new((sumX * scale.X) + move.X, (sumY * scale.Y) + move.Y);
        }

        return points.Length >= 2 ? points : null;
    }

    private static Coordinate? Pair(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var pair) ? Pair(pair) : null;

    private static Coordinate? Pair(JsonElement pair) =>
        pair.ValueKind is JsonValueKind.Array
        && pair.GetArrayLength() >= 2
        && GeoJsonShapes.TryNumber(pair[0], out var x)
        && GeoJsonShapes.TryNumber(pair[1], out var y)
            ? new(x, y)
            : null;

    private static Coordinate[]? Ring(JsonElement ring, Coordinate[]?[] arcs, ref int left, out string? fault)
    {
        fault = "a ring is no list of arcs.";
        if (ring.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var points = new List<Coordinate>();
        foreach (var element in ring.EnumerateArray())
        {
            var arc =
                element.ValueKind is JsonValueKind.Number
                && element.TryGetInt32(out var number)
                && (number < 0 ? ~number : number) is var index
                && index < arcs.Length
                    ? arcs[index]
                    : null;
            if (arc is null || (left -= arc.Length) < 0)
            {
                fault = arc is null
                    ? $"a ring names the arc {element}, which the file does not have."
                    : "the file unfolds to too many points.";
                return null;
            }

            // The first point of an arc is the last one of the arc before.
            var forward = element.GetInt32() >= 0;
            points.AddRange(
                arc.Index().Skip(points.Count > 0 ? 1 : 0).Select(point => arc[forward ? point.Index : arc.Length - 1 - point.Index].Copy())
            );
        }

        fault = null;
        return [.. points];
    }
}
