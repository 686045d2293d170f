namespace Ispeed.Measure.Numbers;

/// <summary>The fast path of the stop rule: samples that agree, and still do a moment later, are the rate of a line that stands still (spec/method.md, "Stop").</summary>
internal sealed class FastPath(StopRuleOptions options)
{
    private const int Samples = 10;
    private const int Agreeing = 8;
    private const double Spread = 0.025;
    private const double HalvesSpread = 0.01;
    private const int ProbingTrips = 8; // a cycle of BBR's probing for bandwidth (Cardwell et al. 2016)

    private readonly List<double> samples = [];
    private readonly double[] sorted = new double[Samples];
    private int samplesFrom; // older samples belong to fewer streams

    /// <summary>Whether segments are lost: a sender that has fallen back takes a whole cycle of its probing to find the line again, and is steady until then.</summary>
    public bool LosesSegments { get; set; }

    /// <summary>Time between two holds.</summary>
    public long ConfirmAfterMicros =>
        LosesSegments ? Math.Max(options.ConfirmAfterMicros, ProbingTrips * options.RttMicros) : options.ConfirmAfterMicros;

    /// <summary>When it held last; null while it does not.</summary>
    public long? HeldAt { get; private set; }

    /// <summary>The begin of the span in which it first held.</summary>
    public long HeldFrom { get; private set; }

    /// <summary>Whether it has held for as long as it has to.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>Forgets what was seen: the line carries more streams now.</summary>
    public void StartAnew()
    {
        HeldAt = null;
        samplesFrom = samples.Count;
    }

    /// <summary>Takes the samples that the curve now allows; whether they are enough.</summary>
    public bool Holds(ByteSeries series)
    {
        if (!options.UseFastPath || options.MistrustsMoments)
        {
            return false;
        }

        while (options.WindowMicros + samples.Count * options.StepMicros <= series.EndMicros && !HasStopped)
        {
            var at = options.WindowMicros + samples.Count * options.StepMicros;
            samples.Add(series.BitsPerSecond(at - options.WindowMicros, at));
            Look(series, at);
        }

        return HasStopped;
    }

    private void Look(ByteSeries series, long at)
    {
        var due = HeldAt is { } held && at - held >= ConfirmAfterMicros;
        if (HeldAt is not null && !due)
        {
            return;
        }

        var from = at - (Samples - 1) * options.StepMicros - options.WindowMicros;
        if (!Agree(series, from, at))
        {
            HeldAt = null;
            return;
        }

        HeldFrom = due ? HeldFrom : from;
        HeldAt = at;
        HasStopped = due || !options.ConfirmFastPath;
    }

    private bool Agree(ByteSeries series, long from, long at)
    {
        if (samples.Count - samplesFrom < Samples)
        {
            return false;
        }

        samples.CopyTo(samples.Count - Samples, sorted, 0, Samples);
        Array.Sort(sorted);
        var agree = false;
        for (var i = 0; i + Agreeing <= Samples; i++)
        {
            var highest = sorted[i + Agreeing - 1];
            agree |= highest > 0 && (highest - sorted[i]) / highest < Spread;
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
}
