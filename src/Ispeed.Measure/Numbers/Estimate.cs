namespace Ispeed.Measure.Numbers;

/// <summary>The figure of a load: the rate after warm-up, with the 95 % interval of what ten seconds of this line would have given.</summary>
/// <param name="BitsPerSecond">The figure.</param>
/// <param name="Low">Lower end, never negative.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Estimate(double BitsPerSecond, double Low, double High)
{
    private const int FewestBlocks = 6;
    private const int Quarters = 4;
    private const double BeyondFactor = 1.5; // by simulated lines: docs/decisions/0007-a-line-that-moves-is-sampled.md
    private const double LongMicros = 10_000_000; // what a figure stands for: ten seconds of the line

    /// <summary>The figure of one span: bytes over time.</summary>
    /// <param name="series">The curve.</param>
    /// <param name="span">What counts.</param>
    /// <param name="points">Points of the curve that were really seen within; fewer than six tell nothing of the interval.</param>
    /// <param name="options">Blocks and floor.</param>
    public static Estimate Of(ByteSeries series, CountedSpan span, int points, StopRuleOptions options)
    {
        var (from, to) = (span.FromMicros, span.ToMicros);
        var length = to - from;
        if (length <= 0)
        {
            return default;
        }

        var rate = series.BitsPerSecond(from, to);
        var blocks = Blocks(series, from, to, Math.Max(1, Math.Min(options.BlockMicros, length / FewestBlocks)));
        var half = BlockInterval.Of(blocks).HalfWidth;
        half = Math.Sqrt(half * half + Square(Drift(series, from, to) * Math.Max(0, 1 - length / LongMicros)));
        return With(rate, half, points, options);
    }

    /// <summary>The figure of a line that moves and was sampled: the mean over time, where the first span stands for its own length and each later one for a slot.</summary>
    public static Estimate Of(ByteSeries series, IReadOnlyList<CountedSpan> spans, int points, StopRuleOptions options)
    {
        if (spans.Count == 1)
        {
            return Of(series, spans[0], points, options);
        }

        var slots = Slots(series, spans, options);
        var observed = spans[^1].ToMicros - spans[0].FromMicros;
        return With(slots.Average(), SampledHalf(slots, Math.Max(0, 1 - observed / LongMicros)), points, options);
    }

    // Samples at equal distances follow whatever moves slowly, so that only what differs from one to the next is by chance (successive differences, Wolter,
    // "Introduction to Variance Estimation", 2007, 8.2). Of the ten seconds that were not observed nothing is known but how far the slots lie apart.
    private static double SampledHalf(double[] slots, double unobserved)
    {
        var n = slots.Length;
        var mean = slots.Average();
        var variance = slots.Sum(slot => Square(slot - mean)) / (n - 1);
        var steps = slots.Skip(1).Zip(slots, (next, slot) => Square(next - slot)).Sum() / (2.0 * (n - 1));
        return StudentT.Within95(n - 1) * Math.Sqrt(steps / n + Square(BeyondFactor * unobserved) * variance);
    }

    /// <summary>The rates that a sampled line's figure is the mean of.</summary>
    internal static double[] Slots(ByteSeries series, IReadOnlyList<CountedSpan> spans, StopRuleOptions options)
    {
        var first = spans[0];
        var length = first.ToMicros - first.FromMicros;
        var slot = spans.Count > 2 ? (spans[^1].FromMicros - spans[1].FromMicros) / (spans.Count - 2) : options.DownSlotMicros;
        var parts = (int)Math.Max(1, (length + slot / 2) / Math.Max(1, slot));
        return
        [
            .. Blocks(series, first.FromMicros, first.ToMicros, length / parts),
            .. spans.Skip(1).Select(span => series.BitsPerSecond(span.FromMicros, span.ToMicros)),
        ];
    }

    internal static double[] Blocks(ByteSeries series, long fromMicros, long toMicros, long blockMicros)
    {
        var blocks = new double[(int)((toMicros - fromMicros) / blockMicros)];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = series.BitsPerSecond(fromMicros + i * blockMicros, fromMicros + (i + 1) * blockMicros);
        }

        return blocks;
    }

    // A line that moved within the span will move on after it: half the width that four values as different as the span's quarters have. What is seen in
    // quarters is slow; the unrest of single blocks (loss, scheduling) is not in it.
    private static double Drift(ByteSeries series, long from, long to)
    {
        var quarters = Blocks(series, from, to, Math.Max(1, (to - from) / Quarters))[..Quarters];
        var mean = quarters.Average();
        var deviation = Math.Sqrt(quarters.Sum(quarter => Square(quarter - mean)) / (Quarters - 1));
        return StudentT.Within95(Quarters - 1) * deviation;
    }

    // An interval that cannot be computed says "anything up to twice the figure": visible, finite, and never mistaken for knowledge.
    // Blocks between fewer points than blocks are needed would agree only because a straight line agrees with itself.
    private static Estimate With(double rate, double half, int points, StopRuleOptions options)
    {
        half = points >= FewestBlocks && double.IsFinite(half) ? Math.Max(half, rate * options.IntervalFloor) : rate;
        return new(rate, Math.Max(0, rate - half), rate + half);
    }

    private static double Square(double value) => value * value;
}
