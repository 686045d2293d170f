using Ispeed.Hub.Areas;
using Ispeed.Hub.Cartography;
using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Publication;

namespace Ispeed.Hub.Portal.MapPages;

/// <summary>Puts figures onto a drawing: which colour, which sentence, which link.</summary>
/// <param name="reader">Who looks at it.</param>
/// <param name="question">What was asked.</param>
/// <param name="figuresOf">The page of an area's figures.</param>
internal sealed class MapColours(Reader reader, MapQuestion question, Func<string, string> figuresOf)
{
    private const int TileColumn = 98;
    private const int TileRow = 60;
    private const int InsetLeft = 502;
    private const int InsetWidth = 136;

    /// <param name="province">Whose communes they are; null for the country.</param>
    /// <param name="drawn">The drawing; null without boundaries.</param>
    /// <param name="places">Its areas with their cells.</param>
    public MapView View(Area? province, DrawnMap? drawn, IReadOnlyList<(Area Area, Cell? Cell)> places)
    {
        var byCode = places.ToDictionary(place => place.Area.Code, place => PlaceOf(place.Area, place.Cell), StringComparer.Ordinal);
        var label = reader["map.label", province?.FullName ?? reader["map.country"]];
        if (drawn is not null)
        {
            return new(
                label,
                drawn.Width,
                drawn.Height,
                [
                    .. drawn
                        .Areas.Where(area => byCode.ContainsKey(area.Code))
                        .Select(area => new MapShape(byCode[area.Code], area.Path, null)),
                ],
                InsetsOf(drawn.Insets, byCode),
                province is null
            );
        }

        return province is null ? Grid(label, byCode) : List(label, [.. places.Select(place => byCode[place.Area.Code])]);
    }

    private MapView Grid(string label, Dictionary<string, MapPlace> byCode) =>
        new(
            label,
            DrawCountry.Width,
            TileGrid.Rows * TileRow,
            [
                .. TileGrid
                    .Places.Where(tile => byCode.ContainsKey(tile.Key))
                    .Select(tile => new MapShape(byCode[tile.Key], null, (tile.Value.Column * TileColumn, tile.Value.Row * TileRow))),
            ],
            InsetsOf(
                [
                    DrawnInset.At(Archipelago.HoangSa, InsetLeft, 7 * TileRow, InsetWidth),
                    DrawnInset.At(Archipelago.TruongSa, InsetLeft, 12 * TileRow, InsetWidth),
                ],
                byCode
            ),
            NamesSea: true
        );

    // A province without boundaries: its communes as tiles in the order of names.
    private static MapView List(string label, MapPlace[] places)
    {
        const int Columns = 7;
        return new(
            label,
            Columns * TileColumn,
            (places.Length + Columns - 1) / Columns * TileRow,
            [.. places.Select((place, at) => new MapShape(place, null, (at % Columns * TileColumn, at / Columns * TileRow)))],
            [],
            NamesSea: false
        );
    }

    private List<MapInset> InsetsOf(IReadOnlyList<DrawnInset> insets, Dictionary<string, MapPlace> byCode) =>
        [
            .. from inset in insets
            let place = byCode.GetValueOrDefault(inset.Of.CommuneCode) ?? byCode.GetValueOrDefault(inset.Of.ProvinceCode)
            where place is not null
            select new MapInset(
                place with
                {
                    Says = reader["map.inset." + inset.Of.Key, place.Says],
                },
                (reader["map.archipelago"], reader["map." + inset.Of.Key]),
                inset.X,
                inset.Y,
                inset.Width,
                inset.Height,
                inset.Islands
            ),
        ];

    private MapPlace PlaceOf(Area area, Cell? cell)
    {
        var strength = MapFigures.StrengthOf(cell);
        var median = cell?.Down?.Median;
        var band = strength is MapStrength.None ? null : PublicBands.Of(question.Access, median!.Value);
        var figures = figuresOf(area.Code);
        var says = band is null
            ? reader["map.says.none", area.FullName]
            : reader[
                strength is MapStrength.Firm ? "map.says" : "map.says.few",
                area.FullName,
                reader.Speed(median!.Value),
                median.Interval is { } interval ? reader.Range(interval.Low, interval.High) : reader["map.says.unsure"],
                reader.Count(cell!.Samples ?? 0),
                reader.BandRange(PublicBands.EdgesOf(question.Access)!, band.Value)
            ];
        return area.Level is AreaLevel.Province
            ? new(area.Code, area.Name, says, reader.Link("/map/" + area.Code) + question.ToQuery(), figures, strength, band)
            : new(area.Code, area.Name, says, figures, null, strength, band);
    }
}
