namespace Ispeed.Measure;

/// <summary>What a run does, as data: the engine carries it out. The defaults are method 1 (spec/method.md, "Constants").</summary>
public sealed record MeasurementPlan
{
    /// <summary>Method 1 with the budget of an access.</summary>
    public static MeasurementPlan For(Access access) => new() { Budget = BudgetFor(access) };

    /// <summary>Method 1 for those who must spare data: the smallest budget, and the first hold of the fast path is believed.</summary>
    public static MeasurementPlan Light { get; } =
        new()
        {
            Budget = BudgetFor(Access.Mobile3G),
            ConfirmFastPath = false,
            UseSampling = false,
        };

    /// <summary>Ten seconds in each direction after warm-up, whatever the interval says, for up to ten times the data: an explicit choice.</summary>
    public static MeasurementPlan PreciseFor(Access access) =>
        new()
        {
            Budget = new(BudgetFor(access).Bytes * LargestBudgetFactor),
            UseFastPath = false,
            UseSampling = false,
            IntervalTarget = 0,
            LongestLoad = TimeSpan.FromSeconds(10),
            LongestLossyLoad = TimeSpan.FromSeconds(10),
        };

    /// <summary>The most a whole run may cost at the IP layer, both directions.</summary>
    public ByteCount Budget { get; init; } = BudgetFor(Access.Unknown);

    /// <summary>What echoes, reports and messages may cost before the loads share the rest: twenty seconds of samples have many of them.</summary>
    public long MessageBytes => 150_000 + Budget.Bytes / 100;

    /// <summary>Streams of the download.</summary>
    public int DownloadStreams { get; init; } = 2;

    /// <summary>Streams of the upload.</summary>
    public int UploadStreams { get; init; } = 2;

    /// <summary>Streams that a direction may grow to.</summary>
    public int MostStreams { get; init; } = 6;

    /// <summary>Echoes on the quiet line.</summary>
    public int IdleProbes { get; init; } = 25;

    /// <summary>Time between echoes on the quiet line.</summary>
    public TimeSpan IdleSpacing { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Time between echoes while the line is full: 50 a second, but never more than a two-hundredth of what the line carries.</summary>
    /// <param name="rate">What it carries; 0 while that is not known.</param>
    public static TimeSpan LoadedSpacing(BitRate rate)
    {
        const double EchoBits = (Wire.Limits.ProbeBytes + 28) * 8; // with the heads of IPv4 and UDP
        const double Share = 1.0 / 200;
        return rate.BitsPerSecond <= 0
            ? TimeSpan.FromMilliseconds(100)
            : TimeSpan.FromSeconds(Math.Clamp(EchoBits / (rate.BitsPerSecond * Share), 0.02, 0.25));
    }

    /// <summary>Tiny packets that wake the radio before anything is timed.</summary>
    public int WakePackets { get; init; } = 8;

    /// <summary>The time over which the wake packets are spread.</summary>
    public TimeSpan WakeSpan { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Longest flood of a direction after its warm-up; a line that moves is sampled instead.</summary>
    public TimeSpan LongestLoad { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The same where segments are lost.</summary>
    public TimeSpan LongestLossyLoad { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether agreeing samples may end a load early.</summary>
    public bool UseFastPath { get; init; } = true;

    /// <summary>Whether a line that moves is sampled over seconds instead of flooded.</summary>
    public bool UseSampling { get; init; } = true;

    /// <summary>Whether they must still agree a moment later.</summary>
    public bool ConfirmFastPath { get; init; } = true;

    /// <summary>Relative half-width of the 95 % interval at which a load ends; 0 for never.</summary>
    public double IntervalTarget { get; init; } = 0.10;

    /// <summary>The share of what is left after latency that belongs to the download; the rest is the upload's (upload = 40 % of download).</summary>
    public double DownloadShare { get; init; } = 1 / 1.4;

    /// <summary>How many times the budget of the access a person may allow by an explicit choice: a precise run of ten seconds a direction.</summary>
    public const int LargestBudgetFactor = 10;

    /// <summary>The budget of a whole run: what a person on this access should be asked to pay at most.</summary>
    public static ByteCount BudgetFor(Access access) =>
        ByteCount.FromMegabytes(
            access switch
            {
                Access.Mobile2G or Access.Mobile3G => 2,
                Access.Mobile4G => 8,
                Access.Mobile5G => 20,
                _ => 40,
            }
        );
}
