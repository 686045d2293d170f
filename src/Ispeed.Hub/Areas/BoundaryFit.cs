using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace Ispeed.Hub.Areas;

/// <summary>
/// How the boundaries of neighbours fit: ground that two communes claim, ground between them that none does, communes that are missing.
/// Simplified boundaries fit badly by metres; a wrong boundary by a part of a commune, and only that is a fault.
/// </summary>
internal static class BoundaryFit
{
    private const double WorstOverlap = 0.01; // of the smaller of the two
    private const double SmallestNamed = 0.01; // km²: a hectare
    private const int MostNamed = 5;
    private const double KmOfDegree = 111.2; // of latitude on a sphere of 6,371 km

    public static void Check(
        IReadOnlyList<(BoundaryFeature Feature, Area Commune)> boundaries,
        AreaDirectory areas,
        DateOnly day,
        ImportReport report,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        Overlaps(boundaries, report, progress, cancellationToken);
        Gaps(boundaries, report, progress, cancellationToken);
        foreach (var province in boundaries.GroupBy(found => found.Commune.ProvinceCode!, StringComparer.Ordinal))
        {
            var all = areas.Communes(province.Key, day);
            var missing = all.Except(province.Select(found => found.Commune)).ToList();
            if (missing.Count > 0)
            {
                report.Remark(
                    $"{areas.Find(province.Key, day)!.FullName} ({province.Key}): {missing.Count} of {all.Count} communes have no boundary in the file: {string.Join(", ", missing.Take(MostNamed).Select(area => $"{area.Code} {area.FullName}"))}{(missing.Count > MostNamed ? " …" : "")}"
                );
            }
        }
    }

    private static void Overlaps(
        IReadOnlyList<(BoundaryFeature Feature, Area Commune)> boundaries,
        ImportReport report,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        var tree = new STRtree<int>();
        for (var at = 0; at < boundaries.Count; at++)
        {
            tree.Insert(boundaries[at].Feature.Shape!.EnvelopeInternal, at);
        }

        var slivers = new List<(double Km2, string What)>();
        for (var at = 0; at < boundaries.Count; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (feature, commune) = boundaries[at];
            foreach (var other in tree.Query(feature.Shape!.EnvelopeInternal).Where(other => other > at).Order())
            {
                var common = OverlayNGRobust.Overlay(feature.Shape, boundaries[other].Feature.Shape!, SpatialFunction.Intersection);
                var km2 = Km2(common);
                if (km2 < SmallestNamed)
                {
                    continue;
                }

                var smaller = Math.Min(Km2(feature.Shape), Km2(boundaries[other].Feature.Shape!));
                var what =
                    $"{commune.Code} {commune.FullName} and {boundaries[other].Commune.Code} {boundaries[other].Commune.FullName} both claim {Of(km2)} at {PolygonReader.Place(common.InteriorPoint.Coordinate)}";
                if (km2 > WorstOverlap * smaller)
                {
                    report.Fault($"{feature.Called}: {what}.");
                }
                else
                {
                    slivers.Add((km2, what));
                }
            }

            progress.Say("neighbours compared", at + 1, boundaries.Count);
        }

        Tell(slivers, "slivers that two communes claim; the lower code has them", report);
    }

    private static void Gaps(
        IReadOnlyList<(BoundaryFeature Feature, Area Commune)> boundaries,
        ImportReport report,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        var provinces = boundaries.GroupBy(found => found.Commune.ProvinceCode!, StringComparer.Ordinal).ToList();
        var joined = new List<Geometry>();
        foreach (var province in provinces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            joined.Add(OverlayNGRobust.Union([.. province.Select(found => found.Feature.Shape!)]));
            progress.Say("provinces joined to find gaps", joined.Count, provinces.Count);
        }

        if (joined.Count == 0)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var whole = OverlayNGRobust.Union(joined);
        var holes =
            from part in Enumerable.Range(0, whole.NumGeometries).Select(whole.GetGeometryN).OfType<Polygon>()
            from ring in part.InteriorRings
            let hole = ring.Factory.CreatePolygon((LinearRing)ring)
            let km2 = Km2(hole)
            where km2 >= SmallestNamed
            select (km2, $"{Of(km2)} at {PolygonReader.Place(hole.InteriorPoint.Coordinate)}");
        Tell([.. holes], "gaps between communes that no boundary covers", report);
    }

    private static void Tell(List<(double Km2, string What)> found, string of, ImportReport report)
    {
        if (found.Count > 0)
        {
            var largest = found.OrderByDescending(one => one.Km2).Take(MostNamed).Select(one => one.What);
            report.Remark($"{found.Count} {of}; the largest: {string.Join("; ", largest)}");
        }
    }

    private static double Km2(Geometry shape) =>
        shape.IsEmpty ? 0 : shape.Area * KmOfDegree * KmOfDegree * Math.Cos(double.DegreesToRadians(shape.EnvelopeInternal.Centre.Y));

    private static string Of(double km2) => string.Create(CultureInfo.InvariantCulture, $"{km2:0.00} km²");
}
