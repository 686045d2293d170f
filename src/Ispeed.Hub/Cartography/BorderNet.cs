using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Cartography;

/// <summary>
/// The borders of a set of areas as a net: every stretch between two meeting points is kept once, whoever lies beside it. What is thinned in the net is
/// thinned the same on both sides, so that neighbours keep touching; what is taken out of it between two areas makes one of them.
/// (The idea is TopoJSON's, M. Bostock, 2012.)
/// </summary>
internal sealed class BorderNet
{
    /// <summary>Degrees of a grid step, about 11 m. Points that nearly meet do so on it.</summary>
    private const double Step = 1e-4;

    private readonly List<(double Longitude, double Latitude)> points = [];
    private readonly Dictionary<(int X, int Y), int> numbers = [];
    private readonly List<(int Owner, int[] Ring)> rings = [];
    private readonly List<Stretch> stretches = [];
    private readonly Dictionary<(int, int, int, int), List<int>> known = [];

    /// <summary>Adds the borders of an area. All areas are added before the net is tied.</summary>
    public void Add(int owner, Geometry shape)
    {
        for (var part = 0; part < shape.NumGeometries; part++)
        {
            if (shape.GetGeometryN(part) is Polygon polygon)
            {
                AddRing(owner, polygon.ExteriorRing.Coordinates, counterClockwise: true);
                foreach (var hole in polygon.InteriorRings)
                {
                    AddRing(owner, hole.Coordinates, counterClockwise: false);
                }
            }
        }
    }

    /// <summary>The net of whole groups of owners: a border between two of one group is gone, and with it the points where it met the others.</summary>
    /// <param name="groups">The group of each owner, which becomes the owner in the new net.</param>
    public BorderNet Joined(IReadOnlyList<int> groups)
    {
        var joined = new BorderNet();
        foreach (var (group, borders) in Tie().BordersOf(groups))
        {
            foreach (var ring in RingWalk.Of(borders))
            {
                joined.AddRing(group, [.. ring.SelectMany(at => borders[at].Points.Skip(1)).Select(number => points[number])]);
            }
        }

        return joined;
    }

    /// <summary>Finds where borders meet and cuts them there.</summary>
    /// <returns>The stretches; a point's number is its place in <see cref="PointAt"/>.</returns>
    public IReadOnlyList<Stretch> Tie()
    {
        var isMeeting = MeetingPoints();
        foreach (var (owner, ring) in rings)
        {
            foreach (var line in Cut(ring, isMeeting))
            {
                Keep(owner, line);
            }
        }

        return stretches;
    }

    public (double Longitude, double Latitude) PointAt(int number) => points[number];

    private void AddRing(int owner, Coordinate[] coordinates, bool counterClockwise)
    {
        var ring = Array.ConvertAll(coordinates, at => (at.X, at.Y));
        if (NetTopologySuite.Algorithm.Orientation.IsCCW(coordinates) != counterClockwise)
        {
            Array.Reverse(ring);
        }

        AddRing(owner, ring);
    }

    private void AddRing(int owner, (double Longitude, double Latitude)[] coordinates)
    {
        var ring = new List<int>(coordinates.Length);
        foreach (var (longitude, latitude) in coordinates)
        {
            var key = ((int)Math.Round(longitude / Step), (int)Math.Round(latitude / Step));
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var isKnown);
            if (!isKnown)
            {
                number = points.Count;
                points.Add((key.Item1 * Step, key.Item2 * Step));
            }

            if (ring.Count == 0 || ring[^1] != number)
            {
                ring.Add(number);
            }
        }

        if (ring.Count > 1 && ring[0] == ring[^1])
        {
            ring.RemoveAt(ring.Count - 1);
        }

        if (ring.Count >= 3) // else it is smaller than a step of the grid
        {
            rings.Add((owner, [.. ring]));
        }
    }

    // A point where the border does not simply go on: somebody comes or goes there with another neighbour in the line.
    private bool[] MeetingPoints()
    {
        var seen = new (int Low, int High)[points.Count];
        var isMeeting = new bool[points.Count];
        foreach (var (_, ring) in rings)
        {
            for (var at = 0; at < ring.Length; at++)
            {
                var (before, after) = (ring[(at + ring.Length - 1) % ring.Length], ring[(at + 1) % ring.Length]);
                var pair = (Math.Min(before, after) + 1, Math.Max(before, after) + 1); // 0 is "not seen yet"
                ref var first = ref seen[ring[at]];
                isMeeting[ring[at]] |= first.Low != 0 && first != pair;
                first = first.Low == 0 ? pair : first;
            }
        }

        return isMeeting;
    }

    private static IEnumerable<int[]> Cut(int[] ring, bool[] isMeeting)
    {
        var meeting = Array.FindIndex(ring, number => isMeeting[number]);
        // A ring that meets nobody is one stretch, and begins at its lowest number, so that a hole and what fills it are the same stretch.
        var first = meeting >= 0 ? meeting : Array.IndexOf(ring, ring.Min());
        int[] turned = [.. ring[first..], .. ring[..first]];
        var line = new List<int> { turned[0] };
        foreach (var number in turned.Skip(1).Append(turned[0]))
        {
            line.Add(number);
            if (isMeeting[number])
            {
                yield return [.. line];
                line = [number];
            }
        }

        if (line.Count > 1)
        {
            yield return [.. line];
        }
    }

    private void Keep(int owner, int[] line)
    {
        // The direction with the smaller second point is the one that is kept; which of both an owner walks is part of the use.
        var isForward = line[0] < line[^1] || (line[0] == line[^1] && line[1] <= line[^2]);
        var kept = isForward ? line : [.. line.Reverse()];
        var same = CollectionsMarshal.GetValueRefOrAddDefault(known, (kept[0], kept[1], kept[^2], kept[^1]), out _) ?? [];
        known[(kept[0], kept[1], kept[^2], kept[^1])] = same;
        var found = same.Find(number => stretches[number].Points.AsSpan().SequenceEqual(kept));
        if (same.Count == 0 || !stretches[found].Points.AsSpan().SequenceEqual(kept))
        {
            found = stretches.Count;
            stretches.Add(new(kept, []));
            same.Add(found);
        }

        stretches[found].Uses.Add((owner, isForward));
    }
}
