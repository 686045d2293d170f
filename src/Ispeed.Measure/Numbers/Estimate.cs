namespace Ispeed.Measure.Numbers;

/// <summary>The figure of one direction: bytes over time on [t0, end] with its 95 % interval.</summary>
/// <param name="BitsPerSecond">Payload bits per second on [t0, end].</param>
/// <param name="Low">Lower end of the interval, never negative.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="FromMicros">t0, the end of warm-up.</param>
/// <param name="ToMicros">The end of the counted time.</param>
public readonly record struct Estimate(double BitsPerSecond, double Low, double High, long FromMicros, long ToMicros)
{
    private const int FewestBlocks = 6;

    /// <summary>The figure of a curve on an interval. Blocks are shortened so that there are at least six.</summary>
    public static Estimate Of(ByteSeries series, long fromMicros, long toMicros, StopRuleOptions options)
    {
        var span = toMicros - fromMicros;
        if (span <= 0)
        {
            return new(0, 0, 0, fromMicros, toMicros);
        }

        var rate = series.BitsPerSecond(fromMicros, toMicros);
        var block = Math.Max(1, Math.Min(options.BlockMicros, span / FewestBlocks));
        var interval = BlockInterval.Of(Blocks(series, fromMicros, toMicros, block));
        var half = Math.Max(interval.HalfWidth, rate * options.IntervalFloor);

        // An interval that cannot be computed says "anything up to twice the figure": visible, finite, and never mistaken for knowledge.
        // Blocks between fewer points than blocks are needed would agree only because a straight line agrees with itself.
        half = series.PointsWithin(fromMicros, toMicros) >= FewestBlocks && double.IsFinite(half) ? half : rate;
        return new(rate, Math.Max(0, rate - half), rate + half, fromMicros, toMicros);
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
}
