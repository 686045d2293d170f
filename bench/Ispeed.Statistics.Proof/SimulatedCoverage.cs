using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.Proof;

/// <summary>How often the published 95 % intervals enclose the truth in simulated cells of n devices.</summary>
/// <param name="Shape">One of <see cref="Shapes.All"/>.</param>
/// <param name="Devices">n.</param>
/// <param name="Median">Order statistics.</param>
/// <param name="Weighted">Woodruff's, with weights as raking gives them, some unrelated to speed and some not.</param>
/// <param name="Ratio">The bootstrap's of the ratio of two cells' medians.</param>
public sealed record SimulatedCoverage(string Shape, int Devices, double Median, double Weighted, double Ratio)
{
    /// <summary>Bootstrapping costs the most: one cell in this many is compared with another.</summary>
    private const int RatioEvery = 4;

    public static SimulatedCoverage Of(string shape, int devices, int cells, Random random)
    {
        var truth = Shapes.Quantile(shape, 0.5);
        var (median, weighted, ratio) = (0, 0, 0);
        for (var cell = 0; cell < cells; cell++)
        {
            var values = Shapes.Draw(shape, devices, random);
            median += OrderStatistics.IntervalOf(values, 0.5)!.Value.Holds(truth) ? 1 : 0;
            weighted += WeightedHolds(values, shape, truth, random) ? 1 : 0;
            if (cell % RatioEvery == 0)
            {
                var (one, other) = (Numbered(values, 0), Numbered(Shapes.Draw(shape, devices, random), devices));
                ratio += MedianContrast.Of(one, other, (ulong)cell, MedianReplicates.ForIntervals)!.RatioInterval!.Value.Holds(1) ? 1 : 0;
            }
        }

        return new(shape, devices, median / (double)cells, weighted / (double)cells, ratio * RatioEvery / (double)cells);
    }

    // The fast half of the people is three times as likely to measure: each of them stands for a third. The truth is the median of all people.
    private static bool WeightedHolds(double[] values, string shape, double truth, Random random)
    {
        var sample = new DeviceValue[values.Length];
        for (var i = 0; i < sample.Length; i++)
        {
            var isFast = random.NextDouble() < 0.75;
            var value = Shapes.Quantile(shape, (isFast ? 0.5 : 0) + random.NextDouble() / 2);
            sample[i] = new(i, value, (isFast ? 1 : 3) * Math.Exp(0.3 * random.Normal()));
        }

        return WeightedSample.Of(sample).IntervalOf(0.5) is { } interval && interval.Holds(truth);
    }

    private static DeviceValue[] Numbered(double[] values, int first) =>
        [.. values.Select((value, i) => new DeviceValue(first + i, value))];
}
