namespace Ispeed.Hub.Portal.MapPages;

/// <summary>A map with its colours, as a page prints it. (Public only because a Razor component's parameters have to be.)</summary>
/// <param name="Label">What it shows, for people who do not see it.</param>
/// <param name="Width">Of the view, units from 0.</param>
/// <param name="Height">Of the view.</param>
/// <param name="Shapes">Areas.</param>
/// <param name="Insets">Archipelagos.</param>
/// <param name="NamesSea">Whether the East Sea is named: on maps of the country.</param>
public sealed record MapView(
    string Label,
    int Width,
    int Height,
    IReadOnlyList<MapShape> Shapes,
    IReadOnlyList<MapInset> Insets,
    bool NamesSea
);

/// <summary>An area of a map.</summary>
/// <param name="Place">What it is, what is known of it and where that leads.</param>
/// <param name="Path">SVG path data; null for a tile.</param>
/// <param name="Tile">Left and top of a tile; null for a path.</param>
public sealed record MapShape(MapPlace Place, string? Path, (int X, int Y)? Tile);

/// <summary>A box with an archipelago.</summary>
/// <param name="Place">The area of the map that it belongs to.</param>
/// <param name="Name">In two lines.</param>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">Of the box.</param>
/// <param name="Height">Of the box.</param>
/// <param name="Islands">Middles of its islands.</param>
public sealed record MapInset(
    MapPlace Place,
    (string First, string Second) Name,
    int X,
    int Y,
    int Width,
    int Height,
    IReadOnlyList<(int X, int Y)> Islands
);

/// <summary>An area with its figure.</summary>
/// <param name="Code">Of the area.</param>
/// <param name="Name">Without its kind, for tiles.</param>
/// <param name="Says">Name and figure in one sentence.</param>
/// <param name="Link">Where a press leads.</param>
/// <param name="Figures">The page of its figures, where a press leads elsewhere; null where it is the same.</param>
/// <param name="Strength">How much the colour is worth.</param>
/// <param name="Band">The public band, from 1; null without a figure.</param>
public sealed record MapPlace(string Code, string Name, string Says, string Link, string? Figures, MapStrength Strength, int? Band)
{
    /// <summary>The paint of its shape: a class for a band, a pattern for everything less firm.</summary>
    public string Class => Strength is MapStrength.Firm ? $"area band-{Band}" : "area";

    /// <summary>The pattern; null for a plain colour.</summary>
    public string? Fill =>
        Strength switch
        {
            MapStrength.Firm => null,
            MapStrength.Few => $"url(#few-{Band})",
            _ => "url(#no-figure)",
        };
}
