using System.Diagnostics;

namespace Ispeed.TestPoint.Runs;

/// <summary>How a stream ended.</summary>
internal enum CutReason
{
    /// <summary>As planned: by the client, its duration or its bytes.</summary>
    Finished,

    /// <summary>The client asked to drop what is queued.</summary>
    Dropped,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>No byte moved for the stall time.</summary>
    Stalled,

    /// <summary>It was held and never started.</summary>
    NeverStarted,

    /// <summary>It lived as long as a stream may.</summary>
    TooOld,

    /// <summary>Frames that the protocol does not allow.</summary>
    Garbage,

    /// <summary>A message above its limit.</summary>
    TooLarge,

    /// <summary>The bytes of the ticket are spent.</summary>
    BudgetSpent,

    /// <summary>The run was sealed, or the program stops.</summary>
    Sealed,
}

internal static class CutReasonNames
{
    public static string ToWire(this CutReason reason) =>
        reason switch
        {
            CutReason.Finished => "finished",
            CutReason.Dropped => "dropped",
            CutReason.Broken => "broken",
            CutReason.Stalled => "stalled",
            CutReason.NeverStarted => "never-started",
            CutReason.TooOld => "too-old",
            CutReason.Garbage => "garbage",
            CutReason.TooLarge => "too-large",
            CutReason.BudgetSpent => "budget-spent",
            CutReason.Sealed => "sealed",
            _ => throw new UnreachableException(),
        };
}
