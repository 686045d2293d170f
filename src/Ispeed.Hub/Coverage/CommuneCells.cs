using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Ispeed.Hub.Coverage;

/// <summary>The cells of a commune: those whose middle lies in it, and at least the one of its own middle.</summary>
internal static class CommuneCells
{
    /// <summary>By commune, ascending; communes without a boundary are not in it.</summary>
    public static async Task<Dictionary<string, string[]>> OfAsync(
        HubDb db,
        IReadOnlyList<Area> communes,
        DateOnly on,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var some in communes.Chunk(100))
        {
            var codes = Array.ConvertAll(some, commune => commune.Code);
            var rows = await db.AreaBoundaries.AsNoTracking().Where(row => codes.Contains(row.Code)).ToListAsync(cancellationToken);
            foreach (var commune in some)
            {
                // A boundary of an earlier day than the commune's first may be that of other ground.
                if (
                    rows.Where(row => row.Code == commune.Code && row.ValidFrom >= commune.ValidFrom && row.ValidFrom <= on)
                        .MaxBy(row => row.ValidFrom) is
                    { } boundary
                )
                {
                    found[commune.Code] = Within(boundary);
                }
            }
        }

        return found;
    }

    private static string[] Within(AreaBoundary boundary)
    {
        var shape = new WKBReader().Read(boundary.Wkb);
        var locator = new IndexedPointInAreaLocator(shape);
        var cells = HexGrid
            .CellsWithin(boundary.South, boundary.West, boundary.North, boundary.East)
            .Where(cell =>
                HexGrid.MiddleOf(cell) is var (latitude, longitude)
                && locator.Locate(new Coordinate(longitude, latitude)) != Location.Exterior
            )
            .Select(CoarseCell.Write)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return cells.Length > 0 ? cells
            : CoarseCell.Of(shape.InteriorPoint.Y, shape.InteriorPoint.X) is { } only ? [only]
            : [];
    }
}
