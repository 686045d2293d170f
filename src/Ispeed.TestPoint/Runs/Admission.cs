using Ispeed.Measure;
using Ispeed.TestPoint.Reporting;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Runs;

/// <summary>Whether one more run would disturb those that go on: by their number, and by the rate that is reserved for them (spec/protocol.md, "Admission").</summary>
internal sealed class Admission(
    PointSettings settings,
    PointLimits limits,
    SelfCheckResult check,
    RecordSpool spool,
    Alternatives alternatives
)
{
    /// <summary>Null until somebody said, or the self-check has found out.</summary>
    public BitRate? Capacity => settings.Capacity ?? check.Capacity;

    public Refusal Busy => Refusal.Busy(alternatives.Now);

    /// <summary>What is reserved for a run of which a ticket expects so much.</summary>
    /// <param name="ticketRate">Bits per second; 0 or less where nobody knows.</param>
    public BitRate Expected(long ticketRate) => ticketRate > 0 ? new(ticketRate) : limits.DefaultRate;

    /// <summary>Whether a run with this expectation fits beside what goes on. A first run always fits: no ticket shuts an idle point.</summary>
    public bool Takes(int runs, BitRate reserved, BitRate expected) =>
        !spool.IsFull
        && runs < limits.Runs
        && (
            runs == 0
            || Capacity is not { } capacity
            || reserved.BitsPerSecond + expected.BitsPerSecond <= limits.ReservedShare * capacity.BitsPerSecond
        );

    /// <summary>The larger of the two shares in use, 0 to 1.</summary>
    public double Load(int runs, BitRate reserved)
    {
        var byNumber = runs / (double)limits.Runs;
        var byRate = Capacity is { } capacity ? reserved.BitsPerSecond / (limits.ReservedShare * capacity.BitsPerSecond) : 0;
        return Math.Min(1, Math.Max(byNumber, byRate));
    }
}
