using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Settings;

/// <summary>What the test point holds to: the protocol's limits, and its own where the protocol leaves them to the operator. Tests shorten the waits.</summary>
internal sealed record PointLimits
{
    public TimeSpan HeadTime { get; init; } = Limits.HeadTime;

    public TimeSpan StreamTime { get; init; } = Limits.StreamTime;

    public TimeSpan HoldTime { get; init; } = Limits.HoldTime;

    public TimeSpan StallTime { get; init; } = Limits.StallTime;

    public TimeSpan ReportSpacing { get; init; } = Limits.ReportSpacing;

    /// <summary>How often every socket is looked at: the step of a record's series.</summary>
    public TimeSpan SampleSpacing { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Share of runs whose downloads use CUBIC: what services without BBR would give, beside what the line can (spec/method.md).</summary>
    public double CubicShare { get; init; } = 0.05;

    /// <summary>Share of the capacity that may be reserved: what is left keeps runs from disturbing each other when they move more than expected.</summary>
    public double ReservedShare { get; init; } = 0.8;

    /// <summary>Reserved for a run whose ticket does not say what to expect.</summary>
    public BitRate DefaultRate { get; init; } = new(100e6);

    public TimeSpan RunLinger { get; init; } = Limits.RunLinger;

    public TimeSpan ProbeSessionTime { get; init; } = Limits.ProbeSessionTime;

    public int StreamsPerRun { get; init; } = Limits.StreamsPerRun;

    /// <summary>A run is sealed after this long whatever it does: a ticket's life, the longest stream, and a minute for pauses.</summary>
    public TimeSpan RunTime { get; init; } = Limits.TicketTime + TimeSpan.FromSeconds(60);

    /// <summary>How long a sealed run is remembered: longer than any ticket lives, so that none starts a second run.</summary>
    public TimeSpan SealedMemory { get; init; } = Limits.TicketTime + TimeSpan.FromSeconds(60);

    /// <summary>Runs at the same time, beyond which the point is busy.</summary>
    public int Runs { get; init; } = 4096;

    /// <summary>Runs at the same time from one address (an IPv6 /64). Generous: mobile operators put many people behind one address.</summary>
    public int RunsPerAddress { get; init; } = 64;

    /// <summary>Connections at the same time.</summary>
    public int Connections { get; init; } = 16_384;

    /// <summary>Connections at the same time from one address: eight for each of its runs.</summary>
    public int ConnectionsPerAddress { get; init; } = 512;

    /// <summary>Runs without a ticket at the same time from one address prefix, where they are taken beside those of a hub.</summary>
    public int ForeignRunsPerPrefix { get; init; } = ForeignLimits.RunsPerPrefix;

    public TimeSpan ForeignRequestTime { get; init; } = ForeignLimits.RequestTime;

    public TimeSpan NdtLoadTime { get; init; } = ForeignLimits.NdtLoadTime;

    public TimeSpan NdtStreamTime { get; init; } = ForeignLimits.NdtStreamTime;

    /// <summary>Datagram sessions of one run.</summary>
    public int ProbeSessionsPerRun { get; init; } = 8;

    /// <summary>Records that wait for the hub. At the bound no new run is taken, because a run without its record can never be attested.</summary>
    public int SpooledRecords { get; init; } = 100_000;

    /// <summary>From the start to the first self-check: long enough for the point to be reached first.</summary>
    public TimeSpan FirstSelfCheck { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan SelfCheckSpacing { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Until the next attempt when runs went on, or when the check found the point wanting.</summary>
    public TimeSpan SelfCheckRetry { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan HeartbeatSpacing { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Every request to the hub is given up after this long.</summary>
    public TimeSpan HubTime { get; init; } = TimeSpan.FromSeconds(5);
}
