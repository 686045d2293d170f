namespace Ispeed.Measure.Numbers;

/// <summary>Decides when a load gets one more stream: the line is only known to be full when more streams bring no more (spec/method.md, "Streams").</summary>
/// <remarks>
/// One congestion-controlled stream is held back by random loss (Mathis et al. 1997: 1.2 MSS / (RTT √p)), by a receive window, or by a policer per flow; the sum over
/// several is not. A stream more is tried when the rule first believes that it knows the rate, or when warm-up is over, and then for as long as the last one brought a tenth more.
/// </remarks>
public sealed class StreamGrowth(StopRuleOptions options, int most)
{
    private const double Gain = 0.10;
    private const double SlowestBitsPerSecond = 2e6; // below, two streams are never what bounds, and more only fight for the queue
    private const long LatestMicros = 3_000_000; // streams in reserve are not held for longer
    private const int Failures = 2; // where segments are lost the rate is too restless to believe one

    /// <summary>BBR fills a line with two streams, unless the receive windows are too small for its delay; those of phones end between 1 and 4 MB.</summary>
    public const double SmallWindowBytes = 1e6;

    private int streams;
    private long tried = -1;
    private double before;
    private int failures;
    private bool done;

    /// <summary>Streams that carry the load now; set once at the start, then by <see cref="Grows"/>.</summary>
    public int Streams
    {
        get => streams;
        init => streams = value;
    }

    /// <summary>Payload bytes that a stream must have under way before one more is worth it; 0 for always.</summary>
    public double FewestUnderWay { get; init; }

    /// <summary>Whether one more stream shall start now; asked after each point of the curve. When the last one helped, the rule's warm-up starts anew there.</summary>
    public bool Grows(StopRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var end = rule.Series.EndMicros;
        if (done || end < options.PlateauMicros)
        {
            return false;
        }

        var rate = rule.Series.BitsPerSecond(end - options.PlateauMicros, end);
        if (tried < 0)
        {
            return (rule.IsConfirming || rule.WarmUpEndMicros is not null) && MayStart(rule, rate) && Try(rate, end);
        }

        // A new stream needs two round trips to show: one to be heard of, one for its slow start.
        if (end - tried < options.PlateauMicros + 2 * options.RttMicros)
        {
            return false;
        }

        // What the last one brought counts also where no other may start.
        var helped = rate >= before * (1 + Gain);
        failures = helped ? 0 : failures + 1;
        if (helped)
        {
            rule.WarmUpStartsAnew(end - options.PlateauMicros);
        }

        done = failures >= (rule.LosesSegments ? Failures : 1) || !MayStart(rule, rate);
        return !done && Try(rate, end);
    }

    private bool MayStart(StopRule rule, double rate)
    {
        var end = rule.Series.EndMicros;
        var underWay = rule.Series.BitsPerSecond(Math.Max(0, end - options.WindowMicros), end) / 8e6 * options.RttMicros / streams;
        return streams < most && end <= LatestMicros && rate >= SlowestBitsPerSecond && underWay >= FewestUnderWay;
    }

    private bool Try(double rate, long end)
    {
        tried = end;
        before = rate;
        streams++;
        return true;
    }
}
