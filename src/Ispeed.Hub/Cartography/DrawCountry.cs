using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Cartography;

/// <summary>From the boundaries of all communes to the map of the country by province and the map of each province by commune.</summary>
internal static class DrawCountry
{
    /// <summary>The view of the country: 7.5° of mainland and its near islands, and to the right of the coast the boxes of the archipelagos.</summary>
    public const int Width = 640;

    /// <summary>15.1° from Lũng Cú to Hòn Khoai.</summary>
    public const int Height = 972;

    private const int InsetLeft = 474;
    private const int InsetWidth = 164;
    private const int ProvinceSize = 900;
    private const int ProvinceGap = 24;

    private static readonly Plane Nation = new(102.05, 23.47, 64, 16);

    /// <summary>The boxes of both archipelagos in the view of the country, beside the latitudes where they lie.</summary>
    public static IReadOnlyList<DrawnInset> Insets { get; } =
    [DrawnInset.At(Archipelago.HoangSa, InsetLeft, 330, InsetWidth), DrawnInset.At(Archipelago.TruongSa, InsetLeft, 660, InsetWidth)];

    /// <param name="communes">Code, code of the province, boundary; all on one day's map.</param>
    /// <param name="cancellationToken">Ends it between two maps.</param>
    /// <returns>By code of the province; the country is <see cref="Nation"/>'s, under the empty code.</returns>
    public static Dictionary<string, DrawnMap> From(
        IReadOnlyCollection<(string Code, string Province, Geometry Shape)> communes,
        CancellationToken cancellationToken
    )
    {
        var maps = new Dictionary<string, DrawnMap>(StringComparer.Ordinal);
        var provinces = communes
            .Where(commune => !Archipelago.All.Any(archipelago => archipelago.CommuneCode == commune.Code)) // they are drawn in their boxes
            .GroupBy(commune => commune.Province, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        maps[""] = Country(provinces);
        foreach (var province in provinces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            maps[province.Key] = Province(province.Key, [.. province.OrderBy(commune => commune.Code, StringComparer.Ordinal)]);
        }

        return maps;
    }

    private static DrawnMap Country(List<IGrouping<string, (string Code, string Province, Geometry Shape)>> provinces)
    {
        var net = new BorderNet();
        var groups = new List<int>();
        for (var at = 0; at < provinces.Count; at++)
        {
            foreach (var commune in provinces[at])
            {
                net.Add(groups.Count, commune.Shape);
                groups.Add(at);
            }
        }

        var paths = Outlines.Of(net.Joined(groups), Nation, provinces.Count);
        return new(Width, Height, AreasOf(paths, [.. provinces.Select(province => province.Key)]), Insets);
    }

    private static DrawnMap Province(string code, (string Code, string Province, Geometry Shape)[] communes)
    {
        var net = new BorderNet();
        var box = new Envelope();
        for (var at = 0; at < communes.Length; at++)
        {
            box.ExpandToInclude(communes[at].Shape.EnvelopeInternal);
            net.Add(at, communes[at].Shape);
        }

        if (box.IsNull)
        {
            return new(0, 0, [], []);
        }

        var plane = Plane.Fitting(box, ProvinceSize, ProvinceSize);
        var (width, height) = ((int)Math.Ceiling(plane.X(box.MaxX)), (int)Math.Ceiling(plane.Y(box.MinY)));
        var insets = Archipelago
            .All.Where(archipelago => archipelago.ProvinceCode == code)
            .Select(archipelago => DrawnInset.At(archipelago, width + ProvinceGap, height / 3, InsetWidth * 3 / 2))
            .ToArray();
        return new(
            insets.Select(inset => inset.X + inset.Width).Prepend(width).Max(),
            insets.Select(inset => inset.Y + inset.Height).Prepend(height).Max(),
            AreasOf(Outlines.Of(net, plane, communes.Length), [.. communes.Select(commune => commune.Code)]),
            insets
        );
    }

    private static DrawnArea[] AreasOf(IReadOnlyDictionary<int, string> paths, string[] codes) =>
        [
            .. paths
                .Where(pair => pair.Value.Length > 0)
                .OrderBy(pair => pair.Key)
                .Select(pair => new DrawnArea(codes[pair.Key], pair.Value)),
        ];
}
