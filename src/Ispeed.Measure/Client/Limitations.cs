using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Client;

/// <summary>Says what else than the line bounded a run, from what was watched during its loads (spec/method.md, "Limits").</summary>
internal static class Limitations
{
    private const double HeldBackShare = 0.10; // of the sender's busy time

    /// <summary>Each limit once, in the order of their numbers.</summary>
    /// <param name="idleMs">The quiet line.</param>
    /// <param name="sides">Each direction that was measured, with its loaded round-trip times.</param>
    public static IEnumerable<Limitation> Of(double[] idleMs, params ReadOnlySpan<(LoadSide? Side, double[] LoadedMs)> sides)
    {
        var found = new SortedSet<Limitation>();
        foreach (var (side, loaded) in sides)
        {
            if (side is null)
            {
                continue;
            }

            var isFull = FullLine.IsSeen(idleMs, loaded);
            var fills =
                side is { Throughput: { } figure, Curve: { } curve }
                && FullLine.FillsWindows(figure.Mbps * 1e6, curve.RttMicros, curve.Streams);

            AddIf(side.Result.IsStarved, Limitation.Cpu);
            AddIf(!isFull && fills && side.Conditions.ReceiverLimited > HeldBackShare, Limitation.ReceiveWindow);
            AddIf(!isFull && fills && side.Conditions.SenderLimited > HeldBackShare, Limitation.SendBuffer);
            AddIf(!isFull && !side.IsSampled && side.Conditions.ApplicationLimited > HeldBackShare, Limitation.Application);
        }

        return found;

        void AddIf(bool isSeen, Limitation limit)
        {
            if (isSeen)
            {
                found.Add(limit);
            }
        }
    }
}
