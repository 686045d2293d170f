namespace Ispeed.Statistics.Hiding;

/// <summary>
/// Which hidden cells the published ones give away. Over the hidden cells the relations are linear equations with a known right side; a cell can be
/// solved for exactly when its unit vector is in their row space, and in the reduced echelon form such a cell is a row of its own.
/// </summary>
internal static class Recoverable
{
    // Elimination modulo a prime, so that no tolerance decides. It could differ from elimination in fractions only if a minor of the equations,
    // whose entries are 0, 1 and −1, were a multiple of 2³¹ − 1.
    private const long Prime = int.MaxValue;

    /// <summary>The hidden cells that can be computed, ascending.</summary>
    public static List<int> Of(bool[] hidden, IReadOnlyList<Relation> relations)
    {
        var found = new List<int>();
        foreach (var component in Components(hidden, relations))
        {
            found.AddRange(Solved(hidden, component));
        }

        found.Sort();
        return found;
    }

    private static IEnumerable<int> Solved(bool[] hidden, List<Relation> relations)
    {
        var columns = relations.SelectMany(relation => relation.Cells).Where(cell => hidden[cell]).Distinct().Order().ToArray();
        var place = columns.Select((cell, at) => (cell, at)).ToDictionary(pair => pair.cell, pair => pair.at);
        var rows = relations
            .Select(relation =>
            {
                var row = new long[columns.Length];
                foreach (var part in relation.Parts.Where(part => hidden[part]))
                {
                    row[place[part]] = 1;
                }

                if (hidden[relation.Whole])
                {
                    row[place[relation.Whole]] = Prime - 1;
                }

                return row;
            })
            .ToArray();
        Reduce(rows, columns.Length);
        return rows.Where(row => row.Count(value => value != 0) == 1).Select(row => columns[Array.FindIndex(row, value => value != 0)]);
    }

    private static void Reduce(long[][] rows, int columns)
    {
        var rank = 0;
        for (var column = 0; column < columns && rank < rows.Length; column++)
        {
            var pivot = Array.FindIndex(rows, rank, row => row[column] != 0);
            if (pivot < 0)
            {
                continue;
            }

            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            var inverse = Power(rows[rank][column], Prime - 2);
            for (var k = column; k < columns; k++)
            {
                rows[rank][k] = rows[rank][k] * inverse % Prime;
            }

            for (var other = 0; other < rows.Length; other++)
            {
                var factor = other == rank ? 0 : rows[other][column];
                for (var k = column; factor != 0 && k < columns; k++)
                {
                    rows[other][k] = (rows[other][k] + (Prime - factor) * rows[rank][k]) % Prime;
                }
            }

            rank++;
        }
    }

    private static long Power(long value, long exponent)
    {
        var result = 1L;
        for (; exponent > 0; exponent >>= 1)
        {
            result = (exponent & 1) == 1 ? result * value % Prime : result;
            value = value * value % Prime;
        }

        return result;
    }

    // Relations that share a hidden cell, directly or through others; published cells separate. Small systems instead of one as large as the country.
    private static List<List<Relation>> Components(bool[] hidden, IReadOnlyList<Relation> relations)
    {
        var parent = Enumerable.Range(0, relations.Count).ToArray();
        int Root(int at) => parent[at] == at ? at : parent[at] = Root(parent[at]);
        var firstWith = new Dictionary<int, int>();
        for (var i = 0; i < relations.Count; i++)
        {
            foreach (var cell in relations[i].Cells.Where(cell => hidden[cell]))
            {
                if (!firstWith.TryAdd(cell, i))
                {
                    parent[Root(i)] = Root(firstWith[cell]);
                }
            }
        }

        return
        [
            .. Enumerable
                .Range(0, relations.Count)
                .Where(i => relations[i].Cells.Any(cell => hidden[cell]))
                .GroupBy(Root)
                .Select(group => group.Select(i => relations[i]).ToList()),
        ];
    }
}
