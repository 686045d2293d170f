using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.IO;

namespace Ispeed.Hub.Areas;

/// <summary>
/// Which commune a point lies in on a day. A boundary holds from its first day until the next one of the same code, or until the ground that
/// the code stands for is another. It is unpacked when the first point falls near it, so that a country costs little to load.
/// </summary>
internal sealed class BoundaryIndex
{
    private readonly STRtree<Boundary> tree = new();

    public BoundaryIndex(IReadOnlyList<AreaBoundary> rows, AreaDirectory areas)
    {
        foreach (var versions in rows.GroupBy(row => row.Code, StringComparer.Ordinal))
        {
            var ordered = versions.OrderBy(row => row.ValidFrom).ToList();
            for (var at = 0; at < ordered.Count; at++)
            {
                var row = ordered[at];
                var end = areas.Find(row.Code, row.ValidFrom) is { } area ? areas.GroundOf(area).To : row.ValidFrom;
                var next = at + 1 < ordered.Count ? ordered[at + 1].ValidFrom : (DateOnly?)null;
                tree.Insert(
                    new Envelope(row.West, row.East, row.South, row.North),
                    new Boundary(row.Code, row.ValidFrom, end is null || next < end ? next : end, row.Wkb)
                );
                Count++;
            }
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
        string? found = null;
        foreach (var boundary in tree.Query(new Envelope(point)))
        {
            var lower = found is null || string.CompareOrdinal(boundary.Code, found) < 0;
            if (lower && boundary.IsValidOn(on) && boundary.Holds(point))
            {
                found = boundary.Code;
            }
        }

        return found;
    }

    private sealed class Boundary(string code, DateOnly from, DateOnly? to, byte[] wkb)
    {
        private readonly Lazy<IndexedPointInAreaLocator> locator = new(() =>
        {
            var ready = new IndexedPointInAreaLocator(new WKBReader().Read(wkb));
            ready.Locate(new Coordinate(0, 0)); // builds its index here, under the lock of Lazy
            return ready;
        });

        public string Code => code;

        public bool IsValidOn(DateOnly day) => from <= day && (to is null || day < to);

        public bool Holds(Coordinate point) => locator.Value.Locate(point) != Location.Exterior;
    }
}
