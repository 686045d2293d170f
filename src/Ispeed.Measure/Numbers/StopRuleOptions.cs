namespace Ispeed.Measure.Numbers;

/// <summary>The constants of the warm-up and stop rule, method 1 (spec/method.md, "Constants"). Times in microseconds.</summary>
public sealed record StopRuleOptions
{
    /// <summary>Idle round-trip time of the line: steps, windows and blocks scale with it.</summary>
    public required long RttMicros { get; init; }

    /// <summary>The most payload bytes that this direction may cost.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Bytes that can still arrive after a stop besides one round trip of the current rate.</summary>
    public long TailBytes { get; init; } = 65_536;

    /// <summary>Whether the fast path must hold a second time.</summary>
    public bool ConfirmFastPath { get; init; } = true;

    /// <summary>Whether the fast path may end the load; off in precise runs, which always take their time.</summary>
    public bool UseFastPath { get; init; } = true;

    /// <summary>Time between two holds of the fast path.</summary>
    public long ConfirmAfterMicros { get; init; } = 120_000;

    /// <summary>Relative half-width of the 95 % interval at which the interval rule stops.</summary>
    public double IntervalTarget { get; init; } = 0.10;

    /// <summary>Whether a line that moves is sampled instead of flooded; off in light and precise runs.</summary>
    public bool UseSampling { get; init; } = true;

    /// <summary>Whether the quiet line's echoes already vary (<see cref="QuietLine"/>): whatever a moment shows, the line is sampled.</summary>
    public bool IsRestless { get; init; }

    /// <summary>Relative half-width of the 95 % interval at which the sampling of a line stops.</summary>
    public double SampledTarget { get; init; } = 0.05;

    /// <summary>Time after warm-up in which a line has to show that it stands still.</summary>
    public long SampleAfterMicros { get; init; } = 600_000;

    /// <summary>The same of a restless line, which cannot show it.</summary>
    public long RestlessSampleAfterMicros { get; init; } = 400_000;

    /// <summary>Time from the first byte to the last sample of a line that moves: what a figure stands for.</summary>
    public long LongestSamplingMicros { get; init; } = 10_000_000;

    /// <summary>Longest time after warm-up of a flood.</summary>
    public long LongestMicros { get; init; } = 3_000_000;

    /// <summary>The same where segments are lost: delivery in order is then too restless to become sure of in a time that is worth its data.</summary>
    public long LongestLossyMicros { get; init; } = 2_000_000;

    /// <summary>Longest warm-up.</summary>
    public long LongestWarmUpMicros { get; init; } = 2_500_000;

    /// <summary>No printed interval is narrower than this share of the figure: framing and clock are not known better.</summary>
    public double IntervalFloor { get; init; } = 0.01;

    /// <summary>Time between the begins of two samples of a download.</summary>
    public long DownSlotMicros => Math.Max(400_000, 4 * RttMicros);

    /// <summary>How long the line is filled for one sample of a download: an eighth of the time.</summary>
    public long DownBurstMicros => DownSlotMicros / 8;

    /// <summary>
    /// Time between the begins of two samples of an upload: a loss-based sender forgets its window in a silence of one retransmission timeout, which is never shorter
    /// than this on Linux (RFC 5681 section 4.1; TCP_RTO_MIN is 200 ms).
    /// </summary>
    public long UpSlotMicros => 200_000 + RttMicros;

    /// <summary>How long the line is filled for one sample of an upload: a sixth of the time.</summary>
    public long UpBurstMicros => UpSlotMicros / 6;

    /// <summary>Whether no moment of a flood may end it.</summary>
    internal bool MistrustsMoments => IsRestless && UseSampling;

    /// <summary>Step between samples of the fast path.</summary>
    public long StepMicros => Math.Max(20_000, RttMicros / 4);

    /// <summary>Window of one sample of the fast path.</summary>
    public long WindowMicros => Math.Max(100_000, RttMicros);

    /// <summary>Window of the plateau rule.</summary>
    public long PlateauMicros => Math.Max(200_000, 4 * RttMicros);

    /// <summary>Block of the interval rule.</summary>
    public long BlockMicros => Math.Max(50_000, RttMicros);
}
