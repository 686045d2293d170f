namespace Ispeed.Statistics;

/// <summary>
/// One value a device: the median of its valid runs in the cell, so that a person who measures a hundred times weighs as much as one who measures
/// once. Intervals over raw runs cover 0.58–0.85 instead of 0.95 on real data with repeats, because the runs of a device are not independent.
/// </summary>
public static class DeviceSamples
{
    /// <summary>The sample of every device, ascending. Values that are not finite are left out; a device without any other has no sample.</summary>
    /// <typeparam name="TDevice">Whatever tells devices apart; a number sorts faster than an identifier.</typeparam>
    /// <param name="runs">Device and value of every valid run of the cell, in any order.</param>
    public static double[] Of<TDevice>(IEnumerable<(TDevice Device, double Value)> runs)
        where TDevice : IComparable<TDevice>
    {
        ArgumentNullException.ThrowIfNull(runs);
        var sorted = runs.Where(run => double.IsFinite(run.Value)).ToArray();
        Array.Sort(sorted); // by device, then by value: every device is one ascending stretch
        var samples = new List<double>();
        for (var (start, end) = (0, 0); start < sorted.Length; start = end)
        {
            while (end < sorted.Length && sorted[end].Device.CompareTo(sorted[start].Device) == 0)
            {
                end++;
            }

            var (low, high) = (sorted[(start + end - 1) / 2].Value, sorted[(start + end) / 2].Value);
            samples.Add(low + (high - low) / 2);
        }

        samples.Sort();
        return [.. samples];
    }
}
