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

    private int streams;
    private long tried = -1;
    private double before;
    private int failures;

    /// <summary>Streams that carry the load now; set once at the start, then by <see cref="Grows"/>.</summary>
    public int Streams
    {
        get => streams;
        init => streams = value;
    }

    /// <summary>Whether one more stream shall start now; asked after each point of the curve. When the last one helped, the rule's warm-up starts anew there.</summary>
    public bool Grows(StopRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var end = rule.Series.EndMicros;
        if (failures >= Failures || streams >= most || end < options.PlateauMicros || end > LatestMicros)
        {
            return false;
        }

        var rate = rule.Series.BitsPerSecond(end - options.PlateauMicros, end);
        if (rate < SlowestBitsPerSecond)
        {
            return false;
        }

        if (tried < 0)
        {
            return (rule.IsConfirming || rule.WarmUpEndMicros is not null) && Try(rate, end);
        }

        // A new stream needs two round trips to show: one to be heard of, one for its slow start.
        if (end - tried < options.PlateauMicros + 2 * options.RttMicros)
        {
            return false;
        }

        if (rate < before * (1 + Gain))
        {
            failures++;
            return failures < Failures && rule.LosesSegments && Try(rate, end);
        }

        failures = 0;
        rule.WarmUpStartsAnew(end - options.PlateauMicros);
        return Try(rate, end);
    }

    private bool Try(double rate, long end)
    {
        tried = end;
        before = rate;
        streams++;
        return true;
    }
}
