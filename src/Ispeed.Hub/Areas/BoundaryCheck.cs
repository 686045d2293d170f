using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Valid;

namespace Ispeed.Hub.Areas;

/// <summary>Whether boundaries are those of communes of one day: each alone here, all together in <see cref="BoundaryFit"/>.</summary>
internal static class BoundaryCheck
{
    private const double MostMended = 0.01;

    // Viet Nam with its islands and its sea, generously.
    private static readonly Envelope VietNam = new(101, 118, 5, 24);

    /// <summary>The features that are good, each with its commune; what is wrong with the others goes into the report.</summary>
    public static IReadOnlyList<(BoundaryFeature Feature, Area Commune)> Run(
        IReadOnlyList<BoundaryFeature> features,
        AreaDirectory areas,
        AreaTerms terms,
        ImportReport report,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        var day = terms.ValidOn;
        if (NameForeign(features, areas, day, report))
        {
            return [];
        }

        var good = new List<(BoundaryFeature, Area)>();
        var seen = new Dictionary<string, BoundaryFeature>(StringComparer.Ordinal);
        for (var at = 0; at < features.Count; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var feature = features[at];
            if (Fault(feature, areas, day, seen) is { } fault)
            {
                report.Fault($"{feature.Called}: {fault}");
            }
            else if (Sound(feature, terms.Mend, report) is { } sound)
            {
                good.Add((sound, areas.Find(feature.Code!, day)!));
            }

            progress.Say("boundaries checked", at + 1, features.Count);
        }

        return good;
    }

    // One sentence in place of thousands that all say the same.
    private static bool NameForeign(IReadOnlyList<BoundaryFeature> features, AreaDirectory areas, DateOnly day, ImportReport report)
    {
        var shapes = features.Where(feature => feature.Shape is { IsEmpty: false }).ToList();
        if (shapes.Count > 0 && shapes.TrueForAll(feature => !VietNam.Intersects(feature.Shape!.EnvelopeInternal)))
        {
            var around = new Envelope();
            shapes.ForEach(feature => around.ExpandToInclude(feature.Shape!.EnvelopeInternal));
            report.Fault($"{shapes[0].File}: every feature lies outside Viet Nam: {Elsewhere(around)}");
            return true;
        }

        if (features.All(feature => feature.Code is null || areas.Find(feature.Code, day) is null))
        {
            var codes = string.Join(
                ", ",
                features.Select(feature => feature.Code).OfType<string>().Distinct(StringComparer.Ordinal).Take(5)
            );
            report.Fault(
                $"{features[0].File}: no feature bears the code of a commune that exists on {day:yyyy-MM-dd} ({(codes.Length > 0 ? $"they bear {codes}" : "they bear none")}): boundaries of another country, or of another day (--valid-on)."
            );
            return true;
        }

        return false;
    }

    private static string? Fault(BoundaryFeature feature, AreaDirectory areas, DateOnly day, Dictionary<string, BoundaryFeature> seen)
    {
        if (feature.Code is not { } code)
        {
            return "it has neither a property 'code' nor an id.";
        }

        if (areas.Find(code, day) is not { Level: AreaLevel.Commune })
        {
            return $"no commune has this code on {day:yyyy-MM-dd}.{AreaSentences.WhyNot(code, day, areas)}";
        }

        if (!seen.TryAdd(code, feature))
        {
            return $"this code is there twice, first as feature {seen[code].Number} of {seen[code].File}.";
        }

        if (feature.Shape is not { IsEmpty: false } shape)
        {
            return feature.Fault ?? "its geometry is empty.";
        }

        return VietNam.Contains(shape.EnvelopeInternal) ? null : $"it lies outside Viet Nam: {Elsewhere(shape.EnvelopeInternal)}";
    }

    // As it is, or mended when that was asked for; null with a fault in the report.
    private static BoundaryFeature? Sound(BoundaryFeature feature, bool mend, ImportReport report)
    {
        if (new IsValidOp(feature.Shape!).ValidationError is not { } error)
        {
            return feature;
        }

        var what = $"{error.Message.ToLowerInvariant()} at {PolygonReader.Place(error.Coordinate)}";
        var mended = mend ? GeometryFixer.Fix(feature.Shape!) : null;
        if (mended is Polygon or MultiPolygon && Math.Abs(mended.Area - feature.Shape!.Area) <= MostMended * feature.Shape.Area)
        {
            report.Remark($"{feature.Called}: {what}: mended");
            return feature with { Shape = mended };
        }

        report.Fault($"{feature.Called}: {what}{(mend ? ", more than can be mended" : "; --mend mends what is small")}.");
        return null;
    }

    private static string Elsewhere(Envelope around) =>
        VietNam.Contains(new Coordinate(around.Centre.Y, around.Centre.X)) ? "latitude and longitude are swapped; write longitude first."
        : around.MaxX > 180 || around.MaxY > 90 || around.MinX < -180 || around.MinY < -90
            ? "the numbers are no degrees; bring the file into WGS 84 (EPSG:4326)."
        : $"its middle is {PolygonReader.Place(around.Centre)}.";
}
