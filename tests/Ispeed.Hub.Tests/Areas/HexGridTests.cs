using System.Text.Json;
using CsCheck;
using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Tests.Areas;

public sealed class HexGridTests
{
    private static readonly Gen<(double Latitude, double Longitude)> Place = Gen.Select(
        Gen.Double[HexGrid.South, HexGrid.North],
        Gen.Double[HexGrid.West, HexGrid.East]
    );

    [Fact]
    public void Cells_middles_corners_and_neighbours_are_those_of_the_reference_program()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "spec", "vectors", "hexagons.json");
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(path));
        var cells = vectors.RootElement.GetProperty("cells").EnumerateArray().ToArray();
        cells.Length.ShouldBe(60);
        foreach (var expected in cells)
        {
            var name = expected.GetProperty("cell").GetString()!;
            CoarseCell.Of(expected.GetProperty("latitude").GetDouble(), expected.GetProperty("longitude").GetDouble()).ShouldBe(name);
            CoarseCell.TryRead(name, out var cell).ShouldBeTrue(name);
            var middle = HexGrid.MiddleOf(cell)!.Value;
            ShouldBeAt(middle, expected.GetProperty("middle"));
            var corners = HexGrid.CornersOf(cell);
            foreach (var corner in expected.GetProperty("corners").EnumerateArray())
            {
                ShouldBeAt(corners.MinBy(one => Away(one, corner)), corner);
            }

            HexGrid
                .NeighboursOf(cell)
                .Select(CoarseCell.Write)
                .Order(StringComparer.Ordinal)
                .ShouldBe(expected.GetProperty("neighbours").EnumerateArray().Select(one => one.GetString()!), name);
        }
    }

    [Fact]
    public void Every_place_lies_in_a_cell_whose_middle_lies_in_the_same_cell_and_less_than_seven_hundred_metres_away() =>
        Place.Sample(place =>
        {
            var cell = HexGrid.CellAt(place.Latitude, place.Longitude)!.Value;
            var (latitude, longitude) = HexGrid.MiddleOf(cell)!.Value;
            var metres =
                111_200
                * Math.Sqrt(
                    Math.Pow(latitude - place.Latitude, 2) + Math.Pow((longitude - place.Longitude) * Math.Cos(latitude * Math.PI / 180), 2)
                );
            metres.ShouldBeLessThan(700);
            if (latitude is > HexGrid.South and < HexGrid.North && longitude is > HexGrid.West and < HexGrid.East)
            {
                HexGrid.CellAt(latitude, longitude).ShouldBe(cell);
            }
        });

    [Fact]
    public void A_cell_is_the_neighbour_of_its_neighbours() =>
        Place.Sample(place =>
        {
            var cell = HexGrid.CellAt(place.Latitude, place.Longitude)!.Value;
            foreach (var near in HexGrid.NeighboursOf(cell))
            {
                HexGrid.NeighboursOf(near).ShouldContain(cell);
            }
        });

    [Fact]
    public void Any_text_and_number_is_read_without_a_fault() =>
        Gen.Select(Gen.ULong, Gen.String)
            .Sample(
                (number, text) =>
                {
                    _ = HexGrid.MiddleOf(number);
                    _ = CoarseCell.TryMiddle(text, out _, out _);
                    CoarseCell.TryRead("12.25,109.19", out _).ShouldBeFalse();
                }
            );

    [Fact]
    public void Places_outside_the_grid_have_no_cell()
    {
        CoarseCell.Of(48.85, 2.35).ShouldBeNull();
        CoarseCell.Of(double.NaN, 105).ShouldBeNull();
        CoarseCell.TryRead("88754e6499fffff", out _).ShouldBeFalse(); // Gulf of Guinea
    }

    [Fact]
    public void The_cells_of_a_rectangle_cover_it_once()
    {
        var cells = HexGrid.CellsWithin(12.1, 109.1, 12.4, 109.3).ToArray();
        cells.Distinct().Count().ShouldBe(cells.Length);
        for (var latitude = 12.11; latitude < 12.39; latitude += 0.003)
        {
            var cell = HexGrid.CellAt(latitude, 109.2)!.Value;
            cells.ShouldContain(cell);
        }

        ((double)cells.Length).ShouldBe(0.3 * 111.2 * 0.2 * 111.2 * Math.Cos(12.25 * Math.PI / 180) / 0.82, 30);
    }

    private static void ShouldBeAt((double Latitude, double Longitude) found, JsonElement expected) =>
        Away(found, expected).ShouldBeLessThan(1e-8);

    private static double Away((double Latitude, double Longitude) found, JsonElement expected) =>
        Math.Abs(found.Latitude - expected[0].GetDouble()) + Math.Abs(found.Longitude - expected[1].GetDouble());
}
