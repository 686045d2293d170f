using Ispeed.Hub.Areas;
using Ispeed.Hub.Cartography;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Tests.Cartography;

/// <summary>What every map of the country has, whatever boundaries a hub imported.</summary>
public sealed class CountryTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);
    private static readonly AreaDirectory Areas = new(AreaList.ReadShipped());

    [Fact]
    public void Every_province_has_a_tile_of_its_own()
    {
        TileGrid
            .Places.Keys.Order(StringComparer.Ordinal)
            .ShouldBe(Areas.Provinces(Today).Select(area => area.Code).Order(StringComparer.Ordinal));
        TileGrid.Places.Values.Distinct().Count().ShouldBe(TileGrid.Places.Count);
        TileGrid.Places.Values.ShouldAllBe(at => at.Column < TileGrid.Columns && at.Row < TileGrid.Rows);
    }

    [Fact]
    public void Both_archipelagos_are_special_zones_of_their_provinces() =>
        Archipelago
            .All.Select(archipelago =>
                (Areas.Find(archipelago.CommuneCode, Today)!.FullName, Areas.Find(archipelago.CommuneCode, Today)!.ProvinceCode)
            )
            .ShouldBe([("Đặc khu Hoàng Sa", "48"), ("Đặc khu Trường Sa", "56")]);

    [Fact]
    public void Both_archipelagos_are_drawn_without_a_boundary_of_theirs_and_inside_the_view()
    {
        var maps = DrawCountry.From([("22366", "56", Square(109.1, 12.2))], TestContext.Current.CancellationToken);
        maps[""].Insets.Select(inset => inset.Of).ShouldBe([Archipelago.HoangSa, Archipelago.TruongSa]);
        maps["56"].Insets.Single().Of.ShouldBe(Archipelago.TruongSa);
        foreach (var map in maps.Values)
        {
            foreach (var inset in map.Insets)
            {
                inset.Islands.ShouldNotBeEmpty();
                inset.Islands.ShouldAllBe(island => island.X > inset.X && island.X < inset.X + inset.Width);
                inset.Islands.ShouldAllBe(island => island.Y > inset.Y && island.Y < inset.Y + inset.Height);
                (inset.X + inset.Width).ShouldBeLessThanOrEqualTo(map.Width);
                (inset.Y + inset.Height).ShouldBeLessThanOrEqualTo(map.Height);
            }
        }
    }

    [Fact]
    public void Islands_far_out_do_not_make_their_province_small()
    {
        var alone = DrawCountry.From([("22366", "56", Square(109.1, 12.2))], TestContext.Current.CancellationToken);
        var withIslands = DrawCountry.From(
            [("22366", "56", Square(109.1, 12.2)), (Archipelago.TruongSa.CommuneCode, "56", Square(114, 9))],
            TestContext.Current.CancellationToken
        );
        withIslands["56"].Areas.ShouldBe(alone["56"].Areas);
    }

    private static Polygon Square(double west, double south) =>
        new(
            new LinearRing([
                new(west, south),
                new(west + 0.2, south),
                new(west + 0.2, south + 0.2),
                new(west, south + 0.2),
                new(west, south),
            ])
        );
}
