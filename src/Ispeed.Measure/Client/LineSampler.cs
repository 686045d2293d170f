using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Client;

/// <summary>Measures a line that moves by filling it for a moment now and then: says when to send how much, and which spans of the curve count (spec/method.md, "Sampling").</summary>
internal sealed class LineSampler
{
    private const long QuietMicros = 40_000;
    private const long ShortestSpanMicros = 20_000;
    private const long LongestSlotMicros = 1_500_000; // a line that says nothing for longer cannot be told from one that is gone
    private const long Segment = 1448; // Nagle keeps the last one back until all others are acknowledged
    private const double Room = 1.25; // a line that has become faster shall still be full at the end of a sample
    private const long SmallestSample = 32_768;

    private readonly StopRule rule;
    private readonly StopRuleOptions options;
    private readonly bool isUpload;
    private readonly long slot;
    private readonly long burst;
    private readonly long beganAt;
    private double bitsPerSecond;
    private long lastBytes;
    private long lastGainAt;
    private long slotAt = -1; // not known while the flood's tail still comes
    private long baseBytes;
    private long asked;
    private long firstAt = -1;
    private long busyAt;
    private bool isFilling;

    /// <summary>The flood ends now.</summary>
    /// <param name="rule">The curve and what counts of it.</param>
    /// <param name="options">Its constants.</param>
    /// <param name="isUpload">Whether the sender is this device's, which may be loss-based.</param>
    public LineSampler(StopRule rule, StopRuleOptions options, bool isUpload)
    {
        this.rule = rule;
        this.options = options;
        this.isUpload = isUpload;
        (slot, burst) = isUpload ? (options.UpSlotMicros, options.UpBurstMicros) : (options.DownSlotMicros, options.DownBurstMicros);
        beganAt = rule.Series.EndMicros;
        lastGainAt = beganAt;
        bitsPerSecond = Estimate.Slots(rule.Series, rule.Spans(), options).Max();
    }

    /// <summary>Looks at the curve; how many payload bytes shall be sent now, 0 for none, and why the sampling ends, if it does.</summary>
    public (long Send, StopReason? Reason) Look()
    {
        var (now, total) = (rule.Series.EndMicros, rule.Series.TotalBytes);
        if (total > lastBytes)
        {
            (lastBytes, lastGainAt) = (total, now);
        }

        if (slotAt < 0)
        {
            var isQuiet = now - lastGainAt >= Math.Max(QuietMicros, options.RttMicros / 2) && now - beganAt >= options.RttMicros;
            slotAt = isQuiet || now - beganAt >= 2 * slot ? now : slotAt;
        }

        if (isFilling)
        {
            return (0, Fill(now, total));
        }

        return slotAt >= 0 && now >= slotAt ? Ask(now, total) : (0, null);
    }

    private (long Send, StopReason? Reason) Ask(long now, long total)
    {
        slotAt = now + slot;
        isFilling = true;
        firstAt = -1;
        var underWay = asked - (total - baseBytes);
        if (asked > 0 && underWay > SmallestSample)
        {
            // The line has become so slow that it still carries the last sample: the next one is in it.
            (baseBytes, asked) = (total, underWay);
            return (0, null);
        }

        baseBytes = total;
        var wanted = Math.Max(SmallestSample, (long)(bitsPerSecond / 8e6 * burst * Room));
        var left = options.BudgetBytes - total - options.TailBytes;
        if (left < wanted / 2)
        {
            return (0, StopReason.Budget);
        }

        // What is left of the budget is spread over what is left of the ten seconds: first the samples become shorter, down to half, then fewer.
        var remaining = Math.Max(slot, options.LongestSamplingMicros - now);
        asked = Math.Min(Math.Clamp((long)((double)left * slot / remaining), wanted / 2, wanted), left);
        if (!isUpload)
        {
            slotAt = now + Math.Clamp((long)((double)remaining * asked / left), slot, Math.Max(slot, LongestSlotMicros));
        }

        return (asked, null);
    }

    private StopReason? Fill(long now, long total)
    {
        if (firstAt < 0)
        {
            (firstAt, busyAt) = total > baseBytes ? (now, now) : (-1, now);
            if (firstAt < 0 && now >= slotAt)
            {
                (isFilling, asked) = (false, 0); // nothing came for a whole slot: what was under way is lost, and is asked for anew
            }

            return null;
        }

        var isWhole = total - baseBytes >= asked - Segment;
        if (!isWhole && now - firstAt < burst)
        {
            busyAt = now;
            return null;
        }

        // From the first point that saw bytes to the last one before which and after which some came: in between the line was busy all the time.
        var span = new CountedSpan(firstAt, isWhole ? busyAt : firstAt + burst);
        isFilling = false;
        if (span.ToMicros - span.FromMicros < ShortestSpanMicros)
        {
            bitsPerSecond *= 2; // it came at once: the next sample is larger
            return null;
        }

        bitsPerSecond = Math.Max(bitsPerSecond * 0.9, rule.Series.BitsPerSecond(span.FromMicros, span.ToMicros));
        return rule.AddSpan(span);
    }
}
