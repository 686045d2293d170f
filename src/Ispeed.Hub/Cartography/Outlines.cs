using System.Globalization;
using System.Text;

namespace Ispeed.Hub.Cartography;

/// <summary>From a net of borders to the outline of each area in whole units of a drawing, as SVG path data.</summary>
internal static class Outlines
{
    /// <summary>Triangles of less than this, square units, are not seen at the size at which a view is printed.</summary>
    private const double SmallestTriangle = 0.8;

    /// <summary>Islands and lakes of less than this, square units, are left out, unless an area would lose its last one.</summary>
    private const double SmallestIsland = 3;

    /// <param name="net">The borders, not yet tied.</param>
    /// <param name="plane">Where they are drawn.</param>
    /// <param name="owners">How many areas there are.</param>
    /// <returns>Path data by owner; an owner without a ring is not there.</returns>
    public static IReadOnlyDictionary<int, string> Of(BorderNet net, Plane plane, int owners)
    {
        var lines = new Dictionary<Stretch, (int X, int Y)[]>(ReferenceEqualityComparer.Instance);
        var paths = new Dictionary<int, string>();
        foreach (var (owner, borders) in net.Tie().BordersOf([.. Enumerable.Range(0, owners)]))
        {
            paths[owner] = PathOf([
                .. RingWalk
                    .Of(borders)
                    .Select(ring =>
                        (ring.SelectMany(at => LineOf(borders[at])).ToList(), IsLone: ring.TrueForAll(at => borders[at].Of.IsLoneRing))
                    ),
            ]);
        }

        return paths;

        IEnumerable<(int X, int Y)> LineOf(Border border)
        {
            if (!lines.TryGetValue(border.Of, out var line))
            {
                lines.Add(border.Of, line = Drawn(border.Of, net, plane));
            }

            return border.IsForward ? line : line.Reverse();
        }
    }

    private static (int X, int Y)[] Drawn(Stretch stretch, BorderNet net, Plane plane)
    {
        var line = Array.ConvertAll(
            stretch.Points,
            number =>
            {
                var (longitude, latitude) = net.PointAt(number);
                return (X: plane.X(longitude), Y: plane.Y(latitude));
            }
        );
        return [.. Thinning.Of(line, SmallestTriangle).Select(at => ((int)Math.Round(line[at].X), (int)Math.Round(line[at].Y)))];
    }

    private static string PathOf(List<(List<(int X, int Y)> Points, bool IsLone)> rings)
    {
        var path = new StringBuilder();
        var largest = rings.MaxBy(ring => AreaOf(ring.Points));
        foreach (var ring in rings)
        {
            if (!ring.IsLone || AreaOf(ring.Points) >= SmallestIsland || ring == largest)
            {
                Write(path, ring.Points, ring == largest);
            }
        }

        return path.ToString();
    }

    private static void Write(StringBuilder path, List<(int X, int Y)> ring, bool isNeeded)
    {
        var points = new List<(int X, int Y)>();
        foreach (var point in ring)
        {
            if (points.Count == 0 || points[^1] != point)
            {
                points.Add(point);
            }
        }

        if (points.Count > 1 && points[0] == points[^1])
        {
            points.RemoveAt(points.Count - 1);
        }

        if (points.Count < 3)
        {
            if (!isNeeded)
            {
                return;
            }

            // An area too small to have a shape is a diamond that can be seen.
            var (x, y) = points[0];
            points = [(x, y - 2), (x + 2, y), (x, y + 2), (x - 2, y)];
        }

        path.Append(CultureInfo.InvariantCulture, $"M{points[0].X} {points[0].Y}l");
        for (var at = 1; at < points.Count; at++)
        {
            var (x, y) = (points[at].X - points[at - 1].X, points[at].Y - points[at - 1].Y);
            path.Append(at > 1 && x >= 0 ? " " : "").Append(x).Append(y >= 0 ? " " : "").Append(y);
        }

        path.Append('z');
    }

    private static double AreaOf(List<(int X, int Y)> ring)
    {
        long twice = 0;
        for (var at = 0; at < ring.Count; at++)
        {
            var (here, next) = (ring[at], ring[(at + 1) % ring.Count]);
            twice += (long)here.X * next.Y - (long)next.X * here.Y;
        }

        return Math.Abs(twice) / 2.0;
    }
}
