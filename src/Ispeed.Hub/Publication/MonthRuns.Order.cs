namespace Ispeed.Hub.Publication;

/// <summary>The order of a month's runs: by device, then by start, then by id. It does not depend on how the runs came.</summary>
internal sealed partial class MonthRuns
{
    private int[] InOrder()
    {
        // A counting sort by device, then each device's few by time: the order does not depend on how the runs came.
        var starts = new int[devices + 1];
        var there = 0;
        for (var run = 0; run < Count; run++)
        {
            if (facts[run].Area != Facts.Nowhere)
            {
                starts[facts[run].Device + 1]++;
                there++;
            }
        }

        for (var device = 0; device < devices; device++)
        {
            starts[device + 1] += starts[device];
        }

        var order = new int[there];
        var next = starts.AsSpan(0, devices).ToArray();
        for (var run = 0; run < Count; run++)
        {
            if (facts[run].Area != Facts.Nowhere)
            {
                order[next[facts[run].Device]++] = run;
            }
        }

        for (var device = 0; device < devices; device++)
        {
            if (starts[device + 1] - starts[device] > 1)
            {
                order.AsSpan(starts[device], starts[device + 1] - starts[device]).Sort(InTime);
            }
        }

        return order;
    }

    // Puts the columns themselves in order, once: whoever reads a device's or an area's runs then finds them side by side. What comes later is appended.
    private void Compact()
    {
        isUnordered = false;
        var room = new double[facts.Length];
        for (var quantity = 0; quantity < Quantities; quantity++)
        {
            for (var run = 0; run < Count; run++)
            {
                room[run] = values[quantity][Order[run]];
            }

            (values[quantity], room) = (room, values[quantity]);
        }

        // Along the cycles of the permutation, because a second array of them all would be the largest thing that is held.
        for (var start = 0; start < Count; start++)
        {
            var (first, at) = (facts[start], start);
            while (Order[at] != start)
            {
                (facts[at], Order[at], at) = (facts[Order[at]], at, Order[at]);
            }

            (facts[at], Order[at]) = (first, at);
        }

        for (var run = 0; run < Count; run++)
        {
            facts[run].NextOfDevice = run > 0 && facts[run - 1].Device == facts[run].Device ? run - 1 : -1;
            heads[facts[run].DeviceId] = run;
        }
    }

    private int InTime(int one, int other) =>
        facts[one].StartedAt.CompareTo(facts[other].StartedAt) is not 0 and var byTime ? byTime : facts[one].Id.CompareTo(facts[other].Id);
}
