namespace Ispeed.Statistics.Weighting;

/// <summary>One margin to weight to: the population by region, the subscribers by operator.</summary>
/// <param name="Name">For messages.</param>
/// <param name="CategoryOf">The category of each device, from 0.</param>
/// <param name="Totals">What each category holds in the population, positive; in any unit, only the proportions count.</param>
/// <param name="ParentOf">The parent of each category, which thin ones collapse into first; null when all have the same.</param>
public sealed record Margin(string Name, IReadOnlyList<int> CategoryOf, IReadOnlyList<double> Totals, IReadOnlyList<int>? ParentOf = null)
{
    /// <summary>Devices below which a category says too little to be weighted by itself.</summary>
    public const int FewestDevices = 10;

    /// <summary>
    /// The group that each category belongs to, named by its smallest category. While a group has fewer than <see cref="FewestDevices"/> devices, the
    /// smallest joins the smallest other group of its parent, or, where the parent has no other, the smallest of all. Ties go to the lower number.
    /// </summary>
    internal int[] Collapse()
    {
        var group = Enumerable.Range(0, Totals.Count).ToArray();
        var devices = new int[Totals.Count];
        foreach (var category in CategoryOf)
        {
            devices[category]++;
        }

        var left = group.ToList();
        while (left.Count > 1 && left.MinBy(one => devices[one]) is var thin && devices[thin] < FewestDevices)
        {
            var others = left.Where(one => one != thin).ToArray();
            var siblings = others.Where(one => ParentOf is null || ParentOf[one] == ParentOf[thin]).ToArray();
            var partner = (siblings.Length > 0 ? siblings : others).MinBy(one => devices[one]);
            var (name, absorbed) = (Math.Min(thin, partner), Math.Max(thin, partner));
            devices[name] += devices[absorbed];
            left.Remove(absorbed);
            for (var i = 0; i < group.Length; i++)
            {
                group[i] = group[i] == absorbed ? name : group[i];
            }
        }

        return group;
    }

    /// <summary>What is wrong with it for so many devices; null when nothing is.</summary>
    internal string? Fault(int devices) =>
        CategoryOf.Count != devices ? $"Margin {Name} knows {CategoryOf.Count} devices, not {devices}."
        : ParentOf is not null && ParentOf.Count != Totals.Count
            ? $"Margin {Name} has {ParentOf.Count} parents for {Totals.Count} categories."
        : CategoryOf.Any(category => category < 0 || category >= Totals.Count)
            ? $"Margin {Name} has no category {CategoryOf.First(category => category < 0 || category >= Totals.Count)}."
        : Totals.Any(total => total is not (> 0 and < double.PositiveInfinity)) ? $"Margin {Name} has a total that is not positive."
        : null;
}
