namespace Ispeed.Hub.Publication;

/// <summary>
/// The samples of all cells of an area, one value a device and cell. Made device by device and not cell by cell: most devices have one operator and one access,
/// so that one median serves all their cells, and the runs of a device lie side by side in the month's columns.
/// </summary>
internal sealed class AreaSamples
{
    private readonly MonthRuns runs;
    private readonly int[] valid; // by device, then by time
    private readonly int[] starts; // of each device among them, and their end
    private readonly bool[] isUniform; // of each device whether all its runs are of one operator and access
    private readonly int[] offsets; // of each place in a buffer, and their end

    /// <param name="runs">The month.</param>
    /// <param name="ofArea">The area's runs, valid or not, by device, then by time.</param>
    public AreaSamples(MonthRuns runs, ReadOnlySpan<int> ofArea)
    {
        this.runs = runs;
        Counts = new PlaceCount[runs.Operators.Count * CellPlace.PerOperator];
        var (count, devices, last) = (0, 0, -1);
        foreach (var run in ofArea)
        {
            count += runs[run].IsValid ? 1 : 0;
        }

        (valid, starts, isUniform) = (new int[count], new int[count + 1], new bool[count]);
        count = 0;
        Span<int> places = stackalloc int[CellPlace.MostOfARun];
        foreach (var run in ofArea)
        {
            ref readonly var facts = ref runs[run];
            foreach (var place in places[..CellPlace.AllOf(facts, places)])
            {
                Counts[place].Add(facts);
            }

            if (!facts.IsValid)
            {
                continue;
            }

            if (facts.Device != last)
            {
                last = facts.Device;
                starts[devices] = count;
                isUniform[devices++] = true;
            }
            else
            {
                ref readonly var before = ref runs[valid[count - 1]];
                isUniform[devices - 1] &= before.Operator == facts.Operator && before.Access == facts.Access;
            }

            valid[count++] = run;
        }

        starts[devices] = count;
        Devices = devices;
        offsets = new int[Counts.Length + 1];
        for (var place = 0; place < Counts.Length; place++)
        {
            offsets[place + 1] = offsets[place] + Counts[place].Devices;
        }
    }

    /// <summary>Devices with a valid run.</summary>
    public int Devices { get; }

    /// <summary>Of each cell how much was measured in it.</summary>
    public PlaceCount[] Counts { get; }

    /// <summary>The valid runs of a device, in order of time.</summary>
    public ReadOnlySpan<int> RunsOf(int device) => valid.AsSpan(starts[device], starts[device + 1] - starts[device]);

    /// <summary>The samples of one quantity in all cells.</summary>
    /// <param name="quantity">Which.</param>
    /// <param name="firstOfDay">By the second rule: of each day the first run alone.</param>
    /// <param name="into">Room that is kept from one quantity to the next; null for new room.</param>
    public SampleBuffer Of(int quantity, bool firstOfDay, SampleBuffer? into)
    {
        var buffer = into ?? new SampleBuffer(offsets);
        buffer.Clear();
        var column = runs.Column(quantity);
        Span<int> places = stackalloc int[CellPlace.MostOfARun];
        Span<double> room = stackalloc double[64];
        var seen = new int[Counts.Length];
        for (var device = 0; device < Devices; device++)
        {
            var own = RunsOf(device);
            ref readonly var first = ref runs[own[0]];
            if (own.Length == 1)
            {
                buffer.Add(places[..CellPlace.AllOf(first, places)], column[own[0]]);
            }
            else if (isUniform[device])
            {
                buffer.Add(places[..CellPlace.OfHours(first, isPeak: false, places)], Sample(own, column, Any, firstOfDay, room));
                buffer.Add(places[..CellPlace.OfHours(first, isPeak: true, places)], Sample(own, column, Any | Peak, firstOfDay, room));
            }
            else
            {
                foreach (var run in own)
                {
                    foreach (var place in places[..CellPlace.AllOf(runs[run], places)])
                    {
                        if (seen[place] != device + 1)
                        {
                            seen[place] = device + 1;
                            buffer.Add([place], Sample(own, column, place, firstOfDay, room));
                        }
                    }
                }
            }
        }

        return buffer;
    }

    // Runs of any operator and access, and only those of the peak: no cells, because a uniform device needs no more.
    private const int Any = int.MinValue;
    private const int Peak = 1;

    // The median of the device's runs in a cell; not a number where none has the quantity.
    private double Sample(ReadOnlySpan<int> own, ReadOnlySpan<double> column, int place, bool firstOfDay, Span<double> room)
    {
        var values = own.Length <= room.Length ? room : new double[own.Length];
        var (count, day) = (0, -1);
        foreach (var run in own)
        {
            ref readonly var facts = ref runs[run];
            var isIn = place < 0 ? place == Any || facts.IsPeak : CellPlace.Holds(place, facts);
            var value = column[run];
            if (isIn && !double.IsNaN(value) && !(firstOfDay && facts.Day == day))
            {
                day = facts.Day;
                values[count++] = value;
            }
        }

        return count == 0 ? double.NaN : Middle(values[..count]);
    }

    /// <summary>The median of a few values, which are put in another order.</summary>
    public static double Middle(Span<double> values)
    {
        switch (values)
        {
            case [var only]:
                return only;
            case [var one, var other]:
                return one < other ? one + (other - one) / 2 : other + (one - other) / 2;
            default:
                values.Sort();
                var (low, high) = (values[(values.Length - 1) / 2], values[values.Length / 2]);
                return low + (high - low) / 2;
        }
    }
}

/// <summary>How much was measured in a cell.</summary>
internal struct PlaceCount
{
    private int lastDevice; // from 1
    private int lastOutside;

    /// <summary>Valid or not.</summary>
    public int Runs;
    public int ValidRuns;
    public int Devices;

    /// <summary>Devices with a valid run outside the peak.</summary>
    public int DevicesOutsidePeak;
    private uint days;

    public readonly int Days => System.Numerics.BitOperations.PopCount(days);

    /// <summary>Runs come by device.</summary>
    public void Add(in MonthRuns.Facts run)
    {
        Runs++;
        if (!run.IsValid)
        {
            return;
        }

        ValidRuns++;
        days |= 1u << run.Day;
        if (lastDevice != run.Device + 1)
        {
            lastDevice = run.Device + 1;
            Devices++;
        }

        if (!run.IsPeak && lastOutside != run.Device + 1)
        {
            lastOutside = run.Device + 1;
            DevicesOutsidePeak++;
        }
    }
}

/// <summary>Samples by cell, in room that is kept.</summary>
internal sealed class SampleBuffer(int[] offsets)
{
    private readonly double[] values = new double[offsets[^1]];
    private readonly int[] filled = new int[offsets.Length - 1];

    public Span<double> this[int place] => values.AsSpan(offsets[place], filled[place]);

    public void Clear() => Array.Clear(filled);

    /// <summary>Adds a device's sample to cells; what is no number is left out.</summary>
    public void Add(ReadOnlySpan<int> places, double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        foreach (var place in places)
        {
            values[offsets[place] + filled[place]++] = value;
        }
    }
}
