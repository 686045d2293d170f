using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Areas;

/// <summary>Polygons from nested arrays; what a ring is made of (positions or arcs) differs between the two kinds of files.</summary>
internal static class PolygonReader
{
    private static readonly GeometryFactory Wgs84 = new(new PrecisionModel(), 4326);

    /// <summary>The points of one ring, or the sentence that says why it is none.</summary>
    public delegate Coordinate[]? Ring(JsonElement ring, out string? fault);

    /// <summary>A polygon or multipolygon; null and a sentence for everything else.</summary>
    public static Geometry? Read(JsonElement geometry, string member, Ring ring, out string? fault)
    {
        var type = BoundaryFile.TypeOf(geometry);
        if (type is not ("Polygon" or "MultiPolygon"))
        {
            fault = $"its geometry is not a polygon{(type is null ? "" : $" but a {type}")}.";
            return null;
        }

        if (!geometry.TryGetProperty(member, out var parts) || parts.ValueKind is not JsonValueKind.Array || parts.GetArrayLength() == 0)
        {
            fault = $"its geometry has no {member}.";
            return null;
        }

        if (type == "Polygon")
        {
            return Polygon(parts, ring, out fault);
        }

        var polygons = new List<Polygon>();
        foreach (var part in parts.EnumerateArray())
        {
            if (Polygon(part, ring, out fault) is not { } polygon)
            {
                return null;
            }

            polygons.Add(polygon);
        }

        fault = null;
        return Wgs84.CreateMultiPolygon([.. polygons]);
    }

    private static Polygon? Polygon(JsonElement rings, Ring ring, out string? fault)
    {
        fault = "a polygon has no rings.";
        if (rings.ValueKind is not JsonValueKind.Array || rings.GetArrayLength() == 0)
        {
            return null;
        }

        var read = new List<LinearRing>();
        foreach (var element in rings.EnumerateArray())
        {
            if (ring(element, out fault) is not { } points)
            {
                return null;
            }

            if (points.Length < 4 || !points[0].Equals2D(points[^1]))
            {
                fault = $"a ring of {points.Length} points does not close{(points.Length > 0 ? $" at {Place(points[0])}" : "")}.";
                return null;
            }

            read.Add(Wgs84.CreateLinearRing(points));
        }

        fault = null;
        return Wgs84.CreatePolygon(read[0], [.. read.Skip(1)]);
    }

    /// <summary>A place as people look it up: <c>12.2500 N 109.1900 E</c>.</summary>
    public static string Place(Coordinate at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Abs(at.Y):0.####} {(at.Y < 0 ? 'S' : 'N')} {Math.Abs(at.X):0.####} {(at.X < 0 ? 'W' : 'E')}"
        );
}
