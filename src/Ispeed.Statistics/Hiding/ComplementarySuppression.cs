namespace Ispeed.Statistics.Hiding;

/// <summary>
/// What else must be hidden so that no hidden cell can be computed from the published ones (L. Willenborg and T. de Waal, Elements of Statistical
/// Disclosure Control, 2001, ch. 4–5). Afterwards (1) no cell that is too small is determined by the sums, and (2) where a sum's whole is shown, the
/// hidden parts hold together at least as many devices as a cell like the small one among them needs, because whole minus shown is
/// a cell, too. Cells of nobody hide nobody: they are shown and cover nothing.
/// </summary>
public static class ComplementarySuppression
{
    /// <summary>
    /// Decides for every cell. The same input gives the same answer. The choice is greedy, the smallest cell first, and then as small as it can be
    /// made: none of the cells that cover another could be shown. To hide the least in total is NP-hard, so a smaller sum may exist.
    /// </summary>
    /// <param name="devices">Devices of each cell: what hiding it loses.</param>
    /// <param name="relations">All sums over these cells.</param>
    /// <param name="fewestOf">The bar of each cell: one below it is hidden for itself.</param>
    /// <exception cref="ArgumentException">A relation names a cell that does not exist.</exception>
    public static Withholding[] Decide(IReadOnlyList<int> devices, IReadOnlyList<Relation> relations, Func<int, int> fewestOf)
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(relations);
        ArgumentNullException.ThrowIfNull(fewestOf);
        if (relations.Select(relation => relation.Fault(devices.Count)).FirstOrDefault(fault => fault is not null) is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(relations));
        }

        var table = new Table(devices, relations, [.. Enumerable.Range(0, devices.Count).Select(fewestOf)]);
        var hidden = (bool[])table.Small.Clone();
        while (table.HideMore(hidden)) { }
        table.ShowWhatCoversNothing(hidden);
        return
        [
            .. hidden.Select(
                (isHidden, cell) =>
                    !isHidden ? Withholding.Shown
                    : table.Small[cell] ? Withholding.TooFewDevices
                    : Withholding.CoversAnother
            ),
        ];
    }

    private sealed class Table(IReadOnlyList<int> devices, IReadOnlyList<Relation> relations, int[] fewest)
    {
        private readonly ILookup<int, Relation> _relationsOf = relations
            .SelectMany(relation => relation.Cells.Select(cell => (cell, relation)))
            .ToLookup(pair => pair.cell, pair => pair.relation);

        public bool[] Small { get; } = [.. devices.Select((count, cell) => count > 0 && count < fewest[cell])];

        /// <summary>
        /// Hides a cover for every cell that is given away, once in each sum; false when there is none, or nothing is left to hide. Covers count as
        /// hidden cells here, because a cover that can be computed covers nothing; those that go too far are shown again afterwards.
        /// </summary>
        public bool HideMore(bool[] hidden)
        {
            var touched = new HashSet<Relation>(ReferenceEqualityComparer.Instance);
            foreach (var relation in relations)
            {
                while (
                    TellsTooFew(relation, hidden) && (Cheapest(relation.Parts, hidden) ?? Cheapest([relation.Whole], hidden)) is { } cover
                )
                {
                    hidden[cover] = true;
                    touched.UnionWith(_relationsOf[cover]);
                }
            }

            foreach (var cell in Recoverable.Of(hidden, relations).OrderBy(cell => devices[cell]).ThenBy(cell => cell))
            {
                var near = _relationsOf[cell].SelectMany(relation => relation.Cells).Distinct();
                if (!_relationsOf[cell].Any(touched.Contains) && Cheapest(near, hidden) is { } cover)
                {
                    hidden[cover] = true;
                    touched.UnionWith(_relationsOf[cover]);
                }
            }

            return touched.Count > 0;
        }

        /// <summary>
        /// Shows again, the largest first, what no small cell needs. One pass is enough: fewer hidden cells never make another cover less needed.
        /// </summary>
        public void ShowWhatCoversNothing(bool[] hidden)
        {
            var covers = Enumerable.Range(0, hidden.Length).Where(cell => hidden[cell] && !Small[cell]);
            foreach (var cell in covers.OrderByDescending(cell => devices[cell]).ThenBy(cell => cell).ToArray())
            {
                hidden[cell] = false;
                var near = Near(cell, hidden);
                hidden[cell] =
                    near.Any(relation => TellsTooFew(relation, hidden)) || Recoverable.Of(hidden, near).Exists(solved => Small[solved]);
            }
        }

        // The cell that would itself be given away at once (alone in another sum) comes after those that would not; then the smallest, then the first.
        private int? Cheapest(IEnumerable<int> cells, bool[] hidden) =>
            cells
                .Where(cell => !hidden[cell] && devices[cell] > 0)
                .OrderBy(cell => _relationsOf[cell].Count(relation => !relation.Cells.Any(other => hidden[other])))
                .ThenBy(cell => devices[cell])
                .ThenBy(cell => cell)
                .Select(cell => (int?)cell)
                .FirstOrDefault();

        private bool TellsTooFew(Relation relation, bool[] hidden)
        {
            var bar = relation.Parts.Where(part => Small[part]).Select(part => fewest[part]).DefaultIfEmpty().Max();
            return !hidden[relation.Whole] && relation.Parts.Sum(part => hidden[part] ? (long)devices[part] : 0) < bar;
        }

        // The relations that a hidden cell of the same component can be solved from, and the cell's own.
        private List<Relation> Near(int cell, bool[] hidden)
        {
            var (near, queue) = (new HashSet<Relation>(ReferenceEqualityComparer.Instance), new Queue<Relation>(_relationsOf[cell]));
            while (queue.TryDequeue(out var relation))
            {
                if (near.Add(relation))
                {
                    foreach (var next in relation.Cells.Where(other => hidden[other]).SelectMany(other => _relationsOf[other]))
                    {
                        queue.Enqueue(next);
                    }
                }
            }

            return [.. near];
        }
    }
}
