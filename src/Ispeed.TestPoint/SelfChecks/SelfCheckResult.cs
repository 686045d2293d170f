using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.SelfChecks;

/// <summary>What the last self-check found: read by whoever admits, greets and reports.</summary>
internal sealed class SelfCheckResult
{
    private volatile SelfCheck? last;

    /// <summary>Null before the first has ended.</summary>
    public SelfCheck? Last => last;

    /// <summary>What this machine can move in its weaker direction.</summary>
    public BitRate? Capacity => last is { } check ? BitRate.FromMbps(Math.Min(check.DownMbps, check.UpMbps)) : null;

    /// <summary>Why not to measure here; null when all is well.</summary>
    public string? Limitation => last is { LimitsItself: true } check ? check.Reason : null;

    public void Learn(SelfCheck check) => last = check;
}
