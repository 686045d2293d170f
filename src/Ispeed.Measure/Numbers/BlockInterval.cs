namespace Ispeed.Measure.Numbers;

/// <summary>A 95 % interval of a rate from the means of consecutive blocks of time, corrected for lag-1 autocorrelation.</summary>
/// <param name="Mean">Mean of the block means, bits per second.</param>
/// <param name="HalfWidth">Half the width of the 95 % interval, bits per second; infinite below two blocks.</param>
/// <param name="EffectiveBlocks">Blocks that the correlated ones are worth, at least three.</param>
/// <remarks>
/// a* = clip(a + (1 + 3a)/n, -0.5, 0.9) is the bias-corrected lag-1 autocorrelation (Marriott and Pope, Biometrika 41, 1954), n_eff = n (1 − a*)/(1 + a*),
/// half-width = t(n_eff − 1) √(s²/n_eff).
/// </remarks>
public readonly record struct BlockInterval(double Mean, double HalfWidth, double EffectiveBlocks)
{
    // What one block lacks the next one brings, where packets are few or delivery in order stalls: such blocks know their mean better than independent ones.
    private const double LowestCorrelation = -0.5;

    // A correlation seen over a few blocks is itself uncertain: three blocks' worth is the least that is believed.
    private const double FewestEffective = 3;

    /// <summary>The interval of the given block means; at least two are needed for a finite one.</summary>
    public static BlockInterval Of(ReadOnlySpan<double> blocks)
    {
        var n = blocks.Length;
        if (n == 0)
        {
            return new(0, double.PositiveInfinity, 0);
        }

        double sum = 0;
        foreach (var block in blocks)
        {
            sum += block;
        }

        var mean = sum / n;
        double squares = 0;
        double products = 0;
        for (var i = 0; i < n; i++)
        {
            var deviation = blocks[i] - mean;
            squares += deviation * deviation;
            products += i > 0 ? deviation * (blocks[i - 1] - mean) : 0;
        }

        var correlation = squares > 0 ? products / squares : 0;
        var corrected = Math.Clamp(correlation + (1 + 3 * correlation) / n, LowestCorrelation, 0.9);
        var effective = Math.Max(FewestEffective, n * (1 - corrected) / (1 + corrected));
        if (n < 2)
        {
            return new(mean, double.PositiveInfinity, effective);
        }

        var variance = squares / (n - 1);
        return new(mean, StudentT.Within95(effective - 1) * Math.Sqrt(variance / effective), effective);
    }
}
