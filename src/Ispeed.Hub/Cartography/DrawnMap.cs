namespace Ispeed.Hub.Cartography;

/// <summary>A map without its colours: made once, shown with the figures of any month, operator and access.</summary>
/// <param name="Width">Of the view, units from 0.</param>
/// <param name="Height">Of the view.</param>
/// <param name="Areas">Provinces of the country, or communes of a province.</param>
/// <param name="Insets">The archipelagos that belong to it, in boxes of their own.</param>
internal sealed record DrawnMap(int Width, int Height, IReadOnlyList<DrawnArea> Areas, IReadOnlyList<DrawnInset> Insets);

/// <summary>An area as SVG path data (even–odd), in whole units.</summary>
internal sealed record DrawnArea(string Code, string Path);

/// <summary>An archipelago in a box beside the map, because at its true place it would make the rest small.</summary>
/// <param name="Of">Which one.</param>
/// <param name="X">Left of the box.</param>
/// <param name="Y">Top of the box; its name stands in the first <see cref="NameHeight"/> units.</param>
/// <param name="Width">Of the box.</param>
/// <param name="Height">Of the box.</param>
/// <param name="Islands">Middles of its islands.</param>
internal sealed record DrawnInset(Archipelago Of, int X, int Y, int Width, int Height, IReadOnlyList<(int X, int Y)> Islands)
{
    /// <summary>Room for the two lines of its name.</summary>
    public const int NameHeight = 62;

    private const int Margin = 14;

    /// <summary>A box with a corner at a place, as high as its islands need.</summary>
    public static DrawnInset At(Archipelago archipelago, int x, int y, int width)
    {
        var box = new NetTopologySuite.Geometries.Envelope(
            archipelago.Islands.Select(at => new NetTopologySuite.Geometries.Coordinate(at.Longitude, at.Latitude))
        );
        var plane = Plane.Fitting(box, width - 2 * Margin, width - 2 * Margin);
        return new(
            archipelago,
            x,
            y,
            width,
            NameHeight + Margin + (int)Math.Ceiling(plane.Y(box.MinY)),
            [
                .. archipelago.Islands.Select(at =>
                    (x + Margin + (int)Math.Round(plane.X(at.Longitude)), y + NameHeight + (int)Math.Round(plane.Y(at.Latitude)))
                ),
            ]
        );
    }
}
