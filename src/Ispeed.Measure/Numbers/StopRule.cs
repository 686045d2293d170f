namespace Ispeed.Measure.Numbers;

/// <summary>Decides, from the receiver's byte curve alone, when one direction is known well enough (spec/method.md, "Warm-up" and "Stop").</summary>
/// <remarks>
/// Fed with points in time order; asked after each. Deterministic: the same points give the same decision in every engine, which spec/vectors/stop-rule.json holds.
/// A line that stands still is known in a moment (Swiftest's agreeing samples, scaled by the round-trip time and three times as strict); one that moves is sampled for as long as it takes
/// to see it move, instead of flooded (docs/decisions/0007-a-line-that-moves-is-sampled.md).
/// </remarks>
public sealed class StopRule(StopRuleOptions options)
{
    private const double PlateauGrowth = 0.10;
    private const int FewestBlocks = 8;
    private const int FewestSlots = 8;
    private const long ShortestRateMicros = 20_000;
    private const long EarliestSamplingMicros = 400_000;
    private const int EarliestSamplingTrips = 8;
    private const int BudgetParts = 2; // one is for the flood
    private const int RestlessBudgetParts = 3;
    private const double SlowestSampledBitsPerSecond = 2e6; // below, a sample is a few packets, and ten seconds cost less than one of a fast line

    private readonly ByteSeries series = new();
    private readonly FastPath fast = new(options);
    private readonly List<CountedSpan> sampled = [];
    private double plateauBefore = -1;
    private int plateauWindows;
    private int quietWindows;
    private long? warmUpEnd;
    private long? spreadAt;

    /// <summary>The curve so far.</summary>
    public ByteSeries Series => series;

    /// <summary>t0, null while warming up.</summary>
    public long? WarmUpEndMicros => warmUpEnd;

    /// <summary>Whether the fast path holds and waits to hold again.</summary>
    public bool IsConfirming => fast.HeldAt is not null;

    /// <summary>Whether segments are lost on the way: in-order delivery then looks like movement, so the line is not sampled but watched.</summary>
    public bool LosesSegments
    {
        get => fast.LosesSegments;
        set => fast.LosesSegments = value;
    }

    /// <summary>Time after which a fast path that holds may stop.</summary>
    public long ConfirmAfterMicros => fast.ConfirmAfterMicros;

    /// <summary>Whether the line moves, so that it shall be sampled from now on: the caller ends the flood and measures spans.</summary>
    public bool ShallSample { get; private set; }

    /// <summary>The sender says that its congestion control left slow start at this time of the receiver's clock.</summary>
    public void SenderLeftStartUp(long atMicros) => warmUpEnd ??= Math.Max(0, atMicros);

    /// <summary>What came before this time is no longer counted: a stream more has raised the rate.</summary>
    public void WarmUpStartsAnew(long atMicros)
    {
        warmUpEnd = atMicros;
        fast.StartAnew();
    }

    /// <summary>The flood ends here; from now on only spans count.</summary>
    public void BeginSampling()
    {
        spreadAt = series.EndMicros;
        ShallSample = false;
    }

    /// <summary>Adds a span of the sampled line; null as long as more shall follow.</summary>
    public StopReason? AddSpan(CountedSpan span)
    {
        sampled.Add(span);
        var spans = Spans();
        var slots = Estimate.Slots(series, spans, options).Length;
        var isKnown = slots >= FewestSlots && IsKnown(Estimate.Of(series, spans, int.MaxValue, options), options.SampledTarget);
        return isKnown ? StopReason.Interval : null;
    }

    /// <summary>Adds a point of the curve; null as long as the load shall go on.</summary>
    public StopReason? Add(long atMicros, long totalBytes)
    {
        if (!series.TryAdd(atMicros, totalBytes))
        {
            return null;
        }

        if (spreadAt is not null)
        {
            return BudgetIsSpent() ? StopReason.Budget
                : atMicros >= options.LongestSamplingMicros ? StopReason.Time
                : null;
        }

        EndWarmUpOnPlateau();
        var holds = fast.Holds(series);
        if (warmUpEnd is null && atMicros >= options.LongestWarmUpMicros)
        {
            warmUpEnd = options.LongestWarmUpMicros;
        }

        if (holds)
        {
            return StopReason.Stable;
        }

        if (BudgetIsSpent())
        {
            return StopReason.Budget;
        }

        SampleBeforeTheBudgetEnds();
        return warmUpEnd is { } from && !ShallSample ? AfterWarmUp(from) : null;
    }

    /// <summary>A fast line that has not been seen to stand still when half of the budget is spent: the other half sees more of it in samples.</summary>
    private void SampleBeforeTheBudgetEnds()
    {
        var end = series.EndMicros;
        var parts = options.IsRestless ? RestlessBudgetParts : BudgetParts;
        var earliest = Math.Max(EarliestSamplingMicros, EarliestSamplingTrips * options.RttMicros) / (options.IsRestless ? 2 : 1);
        var from = warmUpEnd ?? end - options.WindowMicros;
        if (!IsConfirming && series.TotalBytes >= options.BudgetBytes / parts && end >= earliest && IsSampled(from))
        {
            warmUpEnd = from;
            ShallSample = true;
        }
    }

    /// <summary>What counts in the figure of the curve so far, whatever ended it.</summary>
    public IReadOnlyList<CountedSpan> Spans()
    {
        var end = spreadAt ?? series.EndMicros;

        // A span in which the fast path holds is past slow start, also where t0 was noticed later; where nothing is known the later half counts.
        var from =
            fast.HasStopped ? fast.HeldFrom
            : warmUpEnd is { } known && known < end ? known
            : fast.HeldAt is not null ? fast.HeldFrom
            : end / 2;
        return [new(from, end), .. sampled];
    }

    /// <summary>The figure of the curve so far, whatever ended it.</summary>
    public Estimate Figure()
    {
        var spans = Spans();
        return Estimate.Of(series, spans, spans.Sum(span => series.PointsWithin(span.FromMicros, span.ToMicros)), options);
    }

    private void EndWarmUpOnPlateau()
    {
        var window = options.PlateauMicros;
        while (warmUpEnd is null && (plateauWindows + 1) * window <= series.EndMicros)
        {
            var rate = series.BitsPerSecond(plateauWindows * window, (plateauWindows + 1) * window);
            quietWindows = plateauBefore > 0 && rate < plateauBefore * (1 + PlateauGrowth) ? quietWindows + 1 : 0;
            plateauBefore = rate;
            plateauWindows++;
            if (quietWindows == 2)
            {
                warmUpEnd = (plateauWindows - 2) * window;
            }
        }
    }

    private bool BudgetIsSpent()
    {
        var end = series.EndMicros;
        var from = Math.Max(0, end - options.WindowMicros);

        // A first report may show tens of kilobytes after some microseconds: over so short a time nothing is a rate.
        var bytesPerMicro = (series.TotalBytes - series.At(from)) / Math.Max(end - from, ShortestRateMicros);
        var tail = bytesPerMicro * options.RttMicros + options.TailBytes;
        return series.TotalBytes + tail >= options.BudgetBytes;
    }

    private StopReason? AfterWarmUp(long from)
    {
        var end = series.EndMicros;
        if ((end - from) / options.BlockMicros >= FewestBlocks && !IsConfirming)
        {
            var isKnown = LosesSegments
                ? IsKnown(Estimate.Blocks(series, from, end, options.BlockMicros))
                : !options.MistrustsMoments
                    && IsKnown(
                        Estimate.Of(series, new CountedSpan(from, end), series.PointsWithin(from, end), options),
                        options.IntervalTarget
                    );
            if (isKnown)
            {
                return StopReason.Interval;
            }

            var after = options.IsRestless ? options.RestlessSampleAfterMicros : options.SampleAfterMicros;
            if (end - from >= after && IsSampled(from))
            {
                ShallSample = true;
                return null;
            }
        }

        if (options.UseSampling && IsSlow(from))
        {
            return end >= options.LongestSamplingMicros ? StopReason.Time : null;
        }

        var longest = LosesSegments ? Math.Min(options.LongestLossyMicros, options.LongestMicros) : options.LongestMicros;
        return end - from >= longest ? StopReason.Time : null;
    }

    private bool IsSampled(long from) => options.UseSampling && !LosesSegments && !IsSlow(from);

    private bool IsSlow(long from) => series.BitsPerSecond(from, series.EndMicros) < SlowestSampledBitsPerSecond;

    private static bool IsKnown(in Estimate figure, double target) =>
        figure.BitsPerSecond > 0 && figure.High - figure.BitsPerSecond <= target * figure.BitsPerSecond;

    // What drifts in delivery in order is not the line's.
    private bool IsKnown(double[] rates)
    {
        var interval = BlockInterval.Of(rates);
        return interval.Mean > 0 && interval.HalfWidth <= options.IntervalTarget * interval.Mean;
    }
}
