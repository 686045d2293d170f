namespace Ispeed.Hub.Cartography;

/// <summary>A border between two meeting points, or a whole ring that meets nobody.</summary>
/// <param name="Points">Numbers of points; the first is the last in a ring.</param>
/// <param name="Uses">Who lies beside it, and whether that area, walked around, has it in the order of the points.</param>
internal sealed record Stretch(int[] Points, List<(int Owner, bool IsForward)> Uses)
{
    /// <summary>An island or a lake: nobody lies on the other side.</summary>
    public bool IsLoneRing => Points[0] == Points[^1] && Uses.Count == 1;
}

/// <summary>A stretch in the direction in which one area is walked around.</summary>
/// <param name="Of">The stretch.</param>
/// <param name="IsForward">Whether that is the order of its points.</param>
internal readonly record struct Border(Stretch Of, bool IsForward)
{
    public int First => IsForward ? Of.Points[0] : Of.Points[^1];

    public int Last => IsForward ? Of.Points[^1] : Of.Points[0];

    /// <summary>Numbers of points in the direction of the walk.</summary>
    public IEnumerable<int> Points => IsForward ? Of.Points : Of.Points.Reverse();
}

internal static class Stretches
{
    /// <summary>The borders of each group of owners. Between two owners of one group a stretch is used once in each direction: that is no border of it.</summary>
    public static Dictionary<int, List<Border>> BordersOf(this IReadOnlyList<Stretch> stretches, IReadOnlyList<int> groups)
    {
        var borders = new Dictionary<int, List<Border>>();
        foreach (var stretch in stretches)
        {
            foreach (var group in stretch.Uses.GroupBy(use => groups[use.Owner]).Where(group => group.Count() == 1))
            {
                borders.TryAdd(group.Key, []);
                borders[group.Key].Add(new(stretch, group.Single().IsForward));
            }
        }

        return borders;
    }
}

/// <summary>Borders of one area put one behind the other into rings.</summary>
internal static class RingWalk
{
    /// <returns>Rings, each as places in the list.</returns>
    public static List<List<int>> Of(List<Border> borders)
    {
        var starting = borders.Select((border, at) => (border, at)).ToLookup(pair => pair.border.First, pair => pair.at);
        var isUsed = new bool[borders.Count];
        var rings = new List<List<int>>();
        for (var first = 0; first < borders.Count; first++)
        {
            var ring = new List<int>();
            // Liveness: every round uses up a border.
            for (var at = first; at >= 0 && !isUsed[at]; at = Next(borders[at].Last))
            {
                isUsed[at] = true;
                ring.Add(at);
                if (borders[at].Last == borders[first].First)
                {
                    break;
                }
            }

            if (ring.Count > 0)
            {
                rings.Add(ring);
            }
        }

        return rings;

        int Next(int point) => starting[point].Where(at => !isUsed[at]).DefaultIfEmpty(-1).First();
    }
}
