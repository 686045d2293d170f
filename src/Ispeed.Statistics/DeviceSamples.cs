namespace Ispeed.Statistics;

/// <summary>
/// One value a device: the median of its valid runs in the cell, so that a person who measures a hundred times weighs as much as one who measures
/// once. Intervals over raw runs cover 0.58–0.85 instead of 0.95 on real data with repeats, because the runs of a device are not independent.
/// </summary>
public static class DeviceSamples
{
    /// <summary>The sample of every device, ascending. Values that are not finite are left out; a device without any other has no sample.</summary>
    /// <typeparam name="TDevice">Whatever tells devices apart; a number sorts faster than an identifier, and runs that come by device need no sorting.</typeparam>
    /// <param name="runs">Device and value of every valid run of the cell, in any order.</param>
    public static double[] Of<TDevice>(IEnumerable<(TDevice Device, double Value)> runs)
        where TDevice : IComparable<TDevice>
    {
        ArgumentNullException.ThrowIfNull(runs);
        var (devices, values) = (new List<TDevice>(), new List<double>());
        foreach (var (device, value) in runs)
        {
            if (double.IsFinite(value))
            {
                devices.Add(device);
                values.Add(value);
            }
        }

        var (byDevice, of) = (devices.ToArray(), values.ToArray());
        if (!IsAscending(byDevice))
        {
            Array.Sort(byDevice, of);
        }

        var samples = new List<double>();
        for (var (start, end) = (0, 0); start < of.Length; start = end)
        {
            while (end < of.Length && byDevice[end].CompareTo(byDevice[start]) == 0)
            {
                end++;
            }

            // Few values each, so that sorting them apart costs less than sorting all runs by device and value.
            var own = of.AsSpan(start, end - start);
            own.Sort();
            var (low, high) = (own[(own.Length - 1) / 2], own[own.Length / 2]);
            samples.Add(low + (high - low) / 2);
        }

        samples.Sort();
        return [.. samples];
    }

    private static bool IsAscending<TDevice>(TDevice[] devices)
        where TDevice : IComparable<TDevice>
    {
        for (var i = 1; i < devices.Length; i++)
        {
            if (devices[i - 1].CompareTo(devices[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
