namespace Ispeed.Hub.Cartography;

/// <summary>
/// Leaves out the points of a line that matter least to its shape (M. Visvalingam and J. D. Whyatt, "Line generalisation by repeated elimination of
/// points", 1993): again and again the one whose triangle with its neighbours is smallest. The ends stay.
/// </summary>
internal static class Thinning
{
    /// <param name="line">Points of a plane, square units.</param>
    /// <param name="smallest">Triangles smaller than this, square units, are left out.</param>
    /// <returns>Places in the line of the points that stay, ascending; of a closed line at least four, so that it remains an area.</returns>
    public static int[] Of(ReadOnlySpan<(double X, double Y)> line, double smallest)
    {
        var (before, after) = (new int[line.Length], new int[line.Length]);
        var areas = new double[line.Length];
        var queue = new PriorityQueue<(int At, double Area), double>(line.Length);
        for (var at = 0; at < line.Length; at++)
        {
            (before[at], after[at]) = (at - 1, at + 1);
            areas[at] = at == 0 || at == line.Length - 1 ? double.PositiveInfinity : Triangle(line[at - 1], line[at], line[at + 1]);
            queue.Enqueue((at, areas[at]), areas[at]);
        }

        var left = line.Length;
        var fewest = line[0] == line[^1] ? 4 : 2;
        while (left > fewest && queue.TryDequeue(out var next, out _) && next.Area < smallest)
        {
            if (next.Area != areas[next.At])
            {
                continue; // its triangle has changed since; it is in the queue again
            }

            areas[next.At] = double.NaN;
            left--;
            var (one, other) = (before[next.At], after[next.At]);
            (after[one], before[other]) = (other, one);
            foreach (var near in new[] { one, other })
            {
                if (!double.IsPositiveInfinity(areas[near]))
                {
                    // Never smaller than the one just left out, else a wiggle disappears from one end on.
                    areas[near] = Math.Max(next.Area, Triangle(line[before[near]], line[near], line[after[near]]));
                    queue.Enqueue((near, areas[near]), areas[near]);
                }
            }
        }

        return [.. Enumerable.Range(0, line.Length).Where(at => !double.IsNaN(areas[at]))];
    }

    private static double Triangle((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        Math.Abs((b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y)) / 2;
}
