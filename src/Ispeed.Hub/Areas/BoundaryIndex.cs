using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.IO;

namespace Ispeed.Hub.Areas;

/// <summary>Which commune a point lies in. A commune's boundary is unpacked when the first point falls near it, so that a country costs little to load.</summary>
internal sealed class BoundaryIndex
{
    private readonly STRtree<Boundary> tree = new();

    public BoundaryIndex(IEnumerable<AreaBoundary> rows)
    {
        foreach (var row in rows)
        {
            tree.Insert(new Envelope(row.West, row.East, row.South, row.North), new Boundary(row.Code, row.ValidFrom, row.Wkb));
            Count++;
        }

        tree.Build(); // the first query would build it otherwise, and several may be first at once
    }

    public int Count { get; }

    /// <summary>The commune's code; null outside all boundaries. A point on a border belongs to the lower code, so that it is the same every time.</summary>
    public string? Find(double latitude, double longitude, DateOnly on)
    {
        if (Count == 0 || !double.IsFinite(latitude) || !double.IsFinite(longitude))
        {
            return null;
        }

        var point = new Coordinate(longitude, latitude);
        return tree.Query(new Envelope(point))
            .Where(boundary => boundary.ValidFrom <= on && boundary.Holds(point))
            .OrderByDescending(boundary => boundary.ValidFrom)
            .ThenBy(boundary => boundary.Code, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Code;
    }

    private sealed class Boundary(string code, DateOnly validFrom, byte[] wkb)
    {
        private readonly Lazy<IndexedPointInAreaLocator> locator = new(() =>
        {
            var ready = new IndexedPointInAreaLocator(new WKBReader().Read(wkb));
            ready.Locate(new Coordinate(0, 0)); // builds its index here, under the lock of Lazy
            return ready;
        });

        public string Code => code;

        public DateOnly ValidFrom => validFrom;

        public bool Holds(Coordinate point) => locator.Value.Locate(point) != Location.Exterior;
    }
}
