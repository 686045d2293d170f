using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Ispeed.Hub.Cartography;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Tests.Cartography;

/// <summary>From boundaries to drawings, on countries that are cut at random.</summary>
public sealed partial class OutlineTests
{
    private const int Side = 4;
    private const int Corners = 9; // between two meeting points of a border

    private static readonly GeometryFactory Wgs84 = new(new PrecisionModel(), 4326);
    private static readonly Plane Units = new(0, Side, 100, 0);

    // How far aside a border goes, against the way to its nearer end: below 1, so that no two cross.
    private static readonly Gen<double[]> Wiggles = Gen.Double[-0.7, 0.7].Array[2 * (Side + 1) * Side * Corners];

    [Fact]
    public void Neighbours_keep_touching_however_their_border_wiggles() =>
        Wiggles.Sample(
            wiggles =>
            {
                var paths = Outlines.Of(NetOf(Country(wiggles)), Units, Side * Side);
                paths.Count.ShouldBe(Side * Side);
                // A side that nobody has in the other direction is a gap or an overlap, unless it lies on the rim of the country.
                var sides = paths.Values.SelectMany(PointsOf).SelectMany(SidesOf).ToHashSet();
                sides.Where(side => !sides.Contains((side.To, side.From)) && !IsOnRim(side)).ShouldBeEmpty();
            },
            iter: 200
        );

    [Fact]
    public void Joined_areas_have_no_border_between_them() =>
        Wiggles.Sample(
            wiggles =>
            {
                var areas = Country(wiggles);
                int[] halves = [.. Enumerable.Range(0, areas.Length).Select(at => at < areas.Length / 2 ? 0 : 1)];
                var paths = Outlines.Of(NetOf(areas).Joined(halves), Units, 2);
                paths.Values.ShouldAllBe(path => PointsOf(path).Count == 1);
                PointsOf(paths[0]).Single().Intersect(PointsOf(paths[1]).Single()).Count().ShouldBeGreaterThan(1);
            },
            iter: 100
        );

    [Fact]
    public void An_area_inside_another_one_fills_its_hole()
    {
        var inner = Box(1, 1, 2, 2);
        var outer = Wgs84.CreatePolygon(Ring(0, 0, 3, 3), [Ring(1, 1, 2, 2)]);
        var paths = Outlines.Of(NetOf([outer, inner]), Units, 2);
        PointsOf(paths[0]).Count.ShouldBe(2);
        PointsOf(paths[0]).ShouldContain(ring => ring.Order().SequenceEqual(PointsOf(paths[1]).Single().Order()));
        PointsOf(Outlines.Of(NetOf([outer, inner]).Joined([0, 0]), Units, 1)[0]).Count.ShouldBe(1);
    }

    [Fact]
    public void An_islet_is_left_out_unless_it_is_all_that_an_area_has()
    {
        var islet = Box(3, 3, 3.004, 3.004);
        var shapes = new Geometry[] { Wgs84.CreateMultiPolygon([Box(0, 0, 2, 2), islet]), islet };
        PointsOf(Outlines.Of(NetOf(shapes[..1]), Units, 1)[0]).Count.ShouldBe(1);
        PointsOf(Outlines.Of(NetOf(shapes[1..]), Units, 1)[0]).Count.ShouldBe(1);
    }

    [Fact]
    public void Thinning_keeps_the_ends_and_what_sticks_out() =>
        Gen.Select(Gen.Double[-1000, 1000], Gen.Double[-1000, 1000])
            .Array[2, 60]
            .Sample(points =>
            {
                var line = points.Select(point => (point.Item1, point.Item2)).ToArray();
                var kept = Thinning.Of(line, 50);
                kept[0].ShouldBe(0);
                kept[^1].ShouldBe(line.Length - 1);
                kept.ShouldBe(kept.Distinct().Order());
                Thinning.Of(line, 0).Length.ShouldBe(line.Length);
                Thinning.Of(line, double.MaxValue).Length.ShouldBe(2);
            });

    [Fact]
    public void A_ring_that_is_thinned_remains_an_area()
    {
        (double, double)[] ring = [(0, 0), (1, 0), (1, 1), (0.5, 1.2), (0, 1), (0, 0)];
        Thinning.Of(ring, double.MaxValue).Length.ShouldBe(4);
    }

    private static BorderNet NetOf(Geometry[] areas)
    {
        var net = new BorderNet();
        for (var at = 0; at < areas.Length; at++)
        {
            net.Add(at, areas[at]);
        }

        return net;
    }

    /// <summary>A square of areas with a straight rim; each border between two goes its own wiggly way.</summary>
    private static Geometry[] Country(double[] wiggles)
    {
        return
        [
            .. from row in Enumerable.Range(0, Side)
            from column in Enumerable.Range(0, Side)
            select Wgs84.CreatePolygon([
                .. Way(column, row, isAcross: true),
                .. Way(column + 1, row, isAcross: false),
                .. Way(column, row + 1, isAcross: true).Reverse(),
                .. Way(column, row, isAcross: false).Reverse(),
            ]),
        ];

        // One unit to the east or to the north; a point twice in a row is one.
        Coordinate[] Way(int x, int y, bool isAcross)
        {
            var isRim = isAcross ? y is 0 or Side : x is 0 or Side;
            var first = (isAcross ? y * Side + x : (Side + 1) * Side + x * Side + y) * Corners;
            return
            [
                new(x, y),
                .. Enumerable
                    .Range(0, isRim ? 0 : Corners)
                    .Select(at => (Along: (at + 1.0) / (Corners + 1), Slope: wiggles[first + at]))
                    .Select(at => (at.Along, Aside: at.Slope * Math.Min(at.Along, 1 - at.Along)))
                    .Select(at => isAcross ? new Coordinate(x + at.Along, y + at.Aside) : new Coordinate(x + at.Aside, y + at.Along)),
                isAcross ? new(x + 1, y) : new(x, y + 1),
            ];
        }
    }

    private static LinearRing Ring(double west, double south, double east, double north) =>
        Wgs84.CreateLinearRing([new(west, south), new(east, south), new(east, north), new(west, north), new(west, south)]);

    private static Polygon Box(double west, double south, double east, double north) => Wgs84.CreatePolygon(Ring(west, south, east, north));

    private static List<List<(int X, int Y)>> PointsOf(string path) =>
        [
            .. path.Split('z', StringSplitOptions.RemoveEmptyEntries)
                .Select(ring =>
                {
                    var numbers = Numbers().Matches(ring).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
                    var points = new List<(int X, int Y)> { (numbers[0], numbers[1]) };
                    for (var at = 2; at < numbers.Length; at += 2)
                    {
                        points.Add((points[^1].X + numbers[at], points[^1].Y + numbers[at + 1]));
                    }

                    return points;
                }),
        ];

    private static IEnumerable<((int X, int Y) From, (int X, int Y) To)> SidesOf(List<(int X, int Y)> ring) =>
        ring.Select((point, at) => (point, ring[(at + 1) % ring.Count]));

    private static bool IsOnRim(((int X, int Y) From, (int X, int Y) To) side) =>
        (side.From.X == side.To.X && side.From.X is 0 or 100 * Side) || (side.From.Y == side.To.Y && side.From.Y is 0 or 100 * Side);

    [GeneratedRegex(@"-?\d+", RegexOptions.None, 5000)]
    private static partial Regex Numbers();
}
