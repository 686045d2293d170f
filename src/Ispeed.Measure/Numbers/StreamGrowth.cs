namespace Ispeed.Measure.Numbers;

/// <summary>Decides when a load gets one more stream: the line is only known to be full when more streams bring no more (spec/method.md, "Streams").</summary>
/// <remarks>
/// One congestion-controlled stream is held back by random loss (Mathis et al. 1997: 1.2 MSS / (RTT √p)), by a receive window, or by a policer per flow; the sum over
/// several is not. A stream more is tried when the rule first believes that it knows the rate, or when warm-up is over, and then for as long as the last one brought a tenth more.
/// </remarks>
public sealed class StreamGrowth(StopRuleOptions options, int most)
{
    private const double Gain = 0.10;

    private int streams;
    private long tried = -1;
    private double before;
    private bool done;

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
        if (done || streams >= most || end < options.PlateauMicros)
        {
            return false;
        }

        if (tried < 0)
        {
            return (rule.IsConfirming || rule.WarmUpEndMicros is not null) && Try(rule, end);
        }

        // A new stream needs two round trips to show: one to be heard of, one for its slow start.
        if (end - tried < options.PlateauMicros + 2 * options.RttMicros)
        {
            return false;
        }

        var rate = rule.Series.BitsPerSecond(end - options.PlateauMicros, end);
        if (rate < before * (1 + Gain))
        {
            done = true;
            return false;
        }

        rule.WarmUpStartsAnew(end - options.PlateauMicros);
        return Try(rule, end);
    }

    private bool Try(StopRule rule, long end)
    {
        tried = end;
        before = rule.Series.BitsPerSecond(end - options.PlateauMicros, end);
        streams++;
        return true;
    }
}
