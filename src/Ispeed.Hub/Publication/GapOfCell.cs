using System.Runtime.InteropServices;
using Ispeed.Statistics;
using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.Resampling;

namespace Ispeed.Hub.Publication;

/// <summary>
/// Samples of one kind of runs set against those of the others, of one operator (0: all) of an area, all accesses, the whole day: staff on office lines and test
/// points that an operator hosts shall not move a figure unseen.
/// </summary>
internal static class GapOfCell
{
    // The same in every process: the same runs then give the same interval.
    private const ulong Seed = 20_250_701;

    /// <summary>Which runs are set against the others.</summary>
    public delegate bool RunKind(in MonthRuns.Facts run);

    /// <summary>Kept from cell to cell: the devices of a country are many megabytes.</summary>
    public sealed class Room
    {
        public List<DeviceValue> Ones { get; } = [];

        public List<DeviceValue> Others { get; } = [];
    }

    /// <returns>Null where either side has too few devices to be told.</returns>
    public static Gap? Of(MonthRuns runs, AreaSamples samples, int op, RunKind kind, Room room)
    {
        var (ones, others) = (room.Ones, room.Others);
        ones.Clear();
        others.Clear();
        var (own, rest) = (new List<double>(), new List<double>());
        for (var device = 0; device < samples.Devices; device++)
        {
            own.Clear();
            rest.Clear();
            var ofDevice = samples.RunsOf(device);
            foreach (var run in ofDevice)
            {
                if ((op == 0 || runs[run].Operator == op) && runs.Value((int)Quantity.Down, run) is > 0 and var mbps)
                {
                    (kind(runs[run]) ? own : rest).Add(mbps);
                }
            }

            Add(ones, own, runs[ofDevice[0]].DeviceKey);
            Add(others, rest, runs[ofDevice[0]].DeviceKey);
        }

        if (ones.Count < Disclosure.FewestDevices || others.Count < Disclosure.FewestDevices)
        {
            return null;
        }

        var contrast = CampaignGap.Of(CollectionsMarshal.AsSpan(ones), CollectionsMarshal.AsSpan(others), Seed)!;
        return new(
            ones.Count,
            others.Count,
            Rounded.Of(contrast.Ratio),
            Rounded.Of(contrast.Interval?.Low),
            Rounded.Of(contrast.Interval?.High)
        );
    }

    private static void Add(List<DeviceValue> to, List<double> values, long device)
    {
        if (values.Count > 0)
        {
            to.Add(new(device, AreaSamples.Middle(CollectionsMarshal.AsSpan(values))));
        }
    }
}
