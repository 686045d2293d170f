using System.Text.Json;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Valid;

namespace Ispeed.Hub.Areas;

/// <summary>Boundaries from a GeoJSON FeatureCollection: all of them good, or a list of what is wrong with each that is not.</summary>
internal static class BoundaryFile
{
    // Viet Nam with its islands and its sea, generously: catches swapped coordinates and other projections.
    private static readonly Envelope VietNam = new(101, 118, 5, 24);

    private static readonly JsonSerializerOptions GeoJson = new()
    {
        Converters = { new GeoJsonConverterFactory(new GeometryFactory(new PrecisionModel(), 4326)) },
    };

    /// <summary>The features of a file; null when it is no FeatureCollection.</summary>
    public static FeatureCollection? Read(Stream file, out string? why)
    {
        try
        {
            var features = JsonSerializer.Deserialize<FeatureCollection>(file, GeoJson);
            why = features is { Count: > 0 } ? null : "It has no features.";
            return why is null ? features : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ParseException or ArgumentException or InvalidOperationException)
        {
            why = unreadable.Message; // the converter throws each of these for a file that is not GeoJSON
            return null;
        }
    }

    /// <summary>One row a feature, or a sentence a bad feature.</summary>
    public static (List<AreaBoundary> Rows, List<string> Faults) Check(
        FeatureCollection features,
        AreaDirectory areas,
        DateOnly validFrom,
        DateTimeOffset now,
        Action<int> progress
    )
    {
        var (rows, faults, seen) = (new List<AreaBoundary>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        for (var at = 0; at < features.Count; at++)
        {
            var code = CodeOf(features[at]);
            if (Fault(features[at], code, areas, validFrom, seen) is { } fault)
            {
                faults.Add($"feature {at + 1} ({code ?? "without a code"}): {fault}");
            }
            else
            {
                rows.Add(Row(code!, features[at].Geometry, areas.Find(code!, validFrom)!.ValidFrom, now));
            }

            progress(at + 1);
        }

        return (rows, faults);
    }

    private static string? Fault(IFeature feature, string? code, AreaDirectory areas, DateOnly validFrom, HashSet<string> seen)
    {
        if (code is null)
        {
            return "it has neither a property 'code' nor an id.";
        }

        if (areas.Find(code, validFrom) is not { Level: AreaLevel.Commune })
        {
            return $"no commune has this code on {validFrom:yyyy-MM-dd}.";
        }

        if (!seen.Add(code))
        {
            return "this code is there twice.";
        }

        if (feature.Geometry is not (Polygon or MultiPolygon) || feature.Geometry.IsEmpty)
        {
            return "its geometry is not a polygon.";
        }

        if (!VietNam.Contains(feature.Geometry.EnvelopeInternal))
        {
            return "it lies outside Viet Nam; coordinates must be WGS 84, longitude first.";
        }

        return new IsValidOp(feature.Geometry).ValidationError is { } error ? $"{error.Message} at {error.Coordinate}." : null;
    }

    private static string? CodeOf(IFeature feature) =>
        Text(feature.Attributes?.GetOptionalValue("code"))
        ?? Text(feature.GetOptionalId("id"))
        ?? Text(feature.Attributes?.GetOptionalValue("id"));

    private static string? Text(object? value) => value?.ToString() is { Length: > 0 } text ? text : null;

    private static AreaBoundary Row(string code, Geometry geometry, DateOnly validFrom, DateTimeOffset now)
    {
        var bounds = geometry.EnvelopeInternal;
        return new()
        {
            Code = code,
            ValidFrom = validFrom,
            ImportedAt = now,
            West = bounds.MinX,
            South = bounds.MinY,
            East = bounds.MaxX,
            North = bounds.MaxY,
            Wkb = geometry.AsBinary(),
        };
    }
}
