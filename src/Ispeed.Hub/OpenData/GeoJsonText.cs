using System.Text.Encodings.Web;
using System.Text.Json;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.OpenData;

/// <summary>A FeatureCollection as of RFC 7946 whose properties are the columns of a table.</summary>
internal static class GeoJsonText
{
    /// <summary>The whole collection.</summary>
    /// <param name="rows">One feature each.</param>
    /// <param name="columns">The properties.</param>
    /// <param name="writeGeometry">Writes the value of "geometry": an object or null.</param>
    public static byte[] Write<T>(IEnumerable<T> rows, IReadOnlyList<Column<T>> columns, Action<Utf8JsonWriter, T> writeGeometry)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteString("type", "Feature");
                json.WritePropertyName("geometry");
                writeGeometry(json, row);
                json.WriteStartObject("properties");
                foreach (var column in columns)
                {
                    json.WritePropertyName(column.Name);
                    WriteValue(json, column.Of(row));
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>A polygon of one ring, counter-clockwise, to a millionth of a degree (0.1 m).</summary>
    public static void WritePolygon(Utf8JsonWriter json, IReadOnlyList<(double Latitude, double Longitude)> corners)
    {
        json.WriteStartObject();
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        json.WriteStartArray();
        foreach (var (latitude, longitude) in corners.Append(corners[0]))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(longitude, 6));
            json.WriteNumberValue(Math.Round(latitude, 6));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A polygon or several, to a hundred-thousandth of a degree (1 m).</summary>
    public static void WriteGeometry(Utf8JsonWriter json, Geometry shape)
    {
        var polygons = Enumerable.Range(0, shape.NumGeometries).Select(shape.GetGeometryN).OfType<Polygon>().ToArray();
        json.WriteStartObject();
        json.WriteString("type", "MultiPolygon");
        json.WriteStartArray("coordinates");
        foreach (var polygon in polygons)
        {
            json.WriteStartArray();
            WriteRing(json, polygon.ExteriorRing, counterClockwise: true);
            foreach (var hole in polygon.InteriorRings)
            {
                WriteRing(json, hole, counterClockwise: false);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRing(Utf8JsonWriter json, LineString ring, bool counterClockwise)
    {
        var points = ring.CoordinateSequence.ToCoordinateArray();
        json.WriteStartArray();
        foreach (var point in Orientation.IsCCW(points) == counterClockwise ? points : points.Reverse())
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(point.X, 5));
            json.WriteNumberValue(Math.Round(point.Y, 5));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(CsvFile.TextOf(value));
                break;
        }
    }
}
