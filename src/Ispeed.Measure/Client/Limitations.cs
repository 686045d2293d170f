namespace Ispeed.Measure.Client;

/// <summary>Says what else than the line bounded a run, from what was watched during its loads (spec/method.md, "Limits").</summary>
internal static class Limitations
{
    private const double HeldBackShare = 0.10; // of the sender's busy time

    /// <summary>Each limit once, in the order of their numbers.</summary>
    public static IEnumerable<Limitation> Of(params ReadOnlySpan<LoadSide?> sides)
    {
        var found = new SortedSet<Limitation>();
        foreach (var side in sides)
        {
            if (side is null)
            {
                continue;
            }

            AddIf(side.Result.IsStarved, Limitation.Cpu);
            AddIf(side.Conditions.ReceiverLimited > HeldBackShare, Limitation.ReceiveWindow);
            AddIf(side.Conditions.SenderLimited > HeldBackShare, Limitation.SendBuffer);
            AddIf(!side.IsSampled && side.Conditions.ApplicationLimited > HeldBackShare, Limitation.Application);
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
