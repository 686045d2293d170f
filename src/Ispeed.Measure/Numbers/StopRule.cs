namespace Ispeed.Measure.Numbers;

/// <summary>Decides, from the receiver's byte curve alone, when one direction is known well enough (spec/method.md, "Warm-up" and "Stop").</summary>
/// <remarks>
/// Fed with points in time order; asked after each. Deterministic: the same points give the same decision in every engine, which spec/vectors/stop-rule.json holds.
/// Evidence for the constants: Swiftest's 8-of-10 rule scaled by the round-trip time as fast path, block interval otherwise.
/// </remarks>
public sealed class StopRule(StopRuleOptions options)
{
    private const int FastSamples = 10;
    private const int FastAgreeing = 8;
    private const double FastSpread = 0.08;
    private const double HalvesSpread = 0.05;
    private const double PlateauGrowth = 0.10;
    private const int FewestBlocks = 6;

    private readonly ByteSeries series = new();
    private readonly List<double> samples = [];
    private readonly double[] sorted = new double[FastSamples];
    private double plateauBefore = -1;
    private int plateauWindows;
    private int quietWindows;
    private long? warmUpEnd;
    private long? heldAt;
    private long heldFrom;
    private int samplesFrom; // older samples belong to fewer streams

    /// <summary>The curve so far.</summary>
    public ByteSeries Series => series;

    /// <summary>t0, null while warming up.</summary>
    public long? WarmUpEndMicros => warmUpEnd;

    /// <summary>Whether the fast path holds and waits to hold again.</summary>
    public bool IsConfirming => heldAt is not null;

    /// <summary>What came before this time is no longer counted: a stream more has raised the rate.</summary>
    public void WarmUpStartsAnew(long atMicros)
    {
        warmUpEnd = atMicros;
        heldAt = null;
        samplesFrom = samples.Count;
    }

    /// <summary>The sender says that its congestion control left slow start at this time of the receiver's clock.</summary>
    public void SenderLeftStartUp(long atMicros) => warmUpEnd ??= Math.Max(0, atMicros);

    /// <summary>Adds a point of the curve; null as long as the load shall go on.</summary>
    public StopReason? Add(long atMicros, long totalBytes)
    {
        if (!series.TryAdd(atMicros, totalBytes))
        {
            return null;
        }

        EndWarmUpOnPlateau();
        var fast = FastPathHolds();
        if (warmUpEnd is null && atMicros >= options.LongestWarmUpMicros)
        {
            warmUpEnd = options.LongestWarmUpMicros;
        }

        if (fast)
        {
            return StopReason.Stable;
        }

        if (BudgetIsSpent())
        {
            return StopReason.Budget;
        }

        return warmUpEnd is { } from ? AfterWarmUp(from) : null;
    }

    /// <summary>The figure for the curve so far, whatever ended it.</summary>
    public Estimate Figure()
    {
        var end = series.EndMicros;

        // A span in which the fast path holds is past slow start, also where t0 was noticed later; where nothing is known the later half counts.
        var from =
            heldAt is not null ? Math.Min(warmUpEnd ?? heldFrom, heldFrom)
            : warmUpEnd is { } known && known < end ? known
            : end / 2;
        return Estimate.Of(series, from, end, options);
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

    private bool FastPathHolds()
    {
        if (!options.UseFastPath)
        {
            return false;
        }

        var stop = false;
        while (options.WindowMicros + samples.Count * options.StepMicros <= series.EndMicros && !stop)
        {
            var at = options.WindowMicros + samples.Count * options.StepMicros;
            samples.Add(series.BitsPerSecond(at - options.WindowMicros, at));
            stop = FastPathHoldsAt(at);
        }

        return stop;
    }

    private bool FastPathHoldsAt(long at)
    {
        var due = heldAt is { } held && at - held >= options.ConfirmAfterMicros;
        if (heldAt is not null && !due)
        {
            return false;
        }

        var from = at - (FastSamples - 1) * options.StepMicros - options.WindowMicros;
        if (!LastSamplesAgree(from, at))
        {
            heldAt = null;
            return false;
        }

        if (due || !options.ConfirmFastPath)
        {
            heldFrom = due ? heldFrom : from;
            heldAt = at;
            return true;
        }

        heldAt = at;
        heldFrom = from;
        return false;
    }

    private bool LastSamplesAgree(long from, long at)
    {
        if (samples.Count - samplesFrom < FastSamples)
        {
            return false;
        }

        samples.CopyTo(samples.Count - FastSamples, sorted, 0, FastSamples);
        Array.Sort(sorted);
        var agree = false;
        for (var i = 0; i + FastAgreeing <= FastSamples; i++)
        {
            var highest = sorted[i + FastAgreeing - 1];
            agree |= highest > 0 && (highest - sorted[i]) / highest < FastSpread;
        }

        if (!agree)
        {
            return false;
        }

        var middle = from + (at - from) / 2;
        var early = series.BitsPerSecond(from, middle);
        var late = series.BitsPerSecond(middle, at);
        return Math.Abs(late - early) <= HalvesSpread * Math.Max(early, late);
    }

    private bool BudgetIsSpent()
    {
        var end = series.EndMicros;
        var rate = series.BitsPerSecond(Math.Max(0, end - options.WindowMicros), end);
        var tail = rate / 8e6 * options.RttMicros + options.TailBytes;
        return series.TotalBytes + tail >= options.BudgetBytes;
    }

    private StopReason? AfterWarmUp(long from)
    {
        var end = series.EndMicros;
        if ((end - from) / options.BlockMicros >= FewestBlocks)
        {
            var interval = BlockInterval.Of(Estimate.Blocks(series, from, end, options.BlockMicros));
            if (interval.Mean > 0 && interval.HalfWidth <= options.IntervalTarget * interval.Mean)
            {
                return StopReason.Interval;
            }
        }

        return end - from >= options.LongestMicros ? StopReason.Time : null;
    }
}
