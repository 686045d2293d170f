using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>
/// The rates between reports that come a few times a second. Between two of them nothing is known, so the blocks of the interval are the times between reports
/// and nothing finer: a straight line would agree with itself.
/// </summary>
internal sealed class ReportedRates
{
    private const int FewestBlocks = 6; // as everywhere (spec/method.md, "Figure")

    private readonly List<(long Micros, long Bytes)> points = [(0, 0)];

    /// <summary>Adds a report; one that goes back in time or in bytes is left out.</summary>
    public void Add(long micros, long bytes)
    {
        if (micros > points[^1].Micros && bytes >= points[^1].Bytes)
        {
            points.Add((micros, bytes));
        }
    }

    /// <summary>Whether there are enough reports after <paramref name="fromMicros"/> to say how sure their figure is.</summary>
    public bool AreEnough(long fromMicros) => RatesFrom(fromMicros).Length >= FewestBlocks;

    /// <summary>Whether the interval after <paramref name="fromMicros"/> is at most so wide, as a share of the figure.</summary>
    public bool IsKnownWithin(long fromMicros, double target)
    {
        var rates = RatesFrom(fromMicros);
        var interval = BlockInterval.Of(rates);
        return rates.Length >= FewestBlocks && interval.Mean > 0 && interval.HalfWidth <= target * interval.Mean;
    }

    /// <summary>The figure with the interval that the reports allow: 0 to twice the figure where there are too few.</summary>
    public Estimate Figure(Estimate fine, long fromMicros, double floor)
    {
        var rates = RatesFrom(fromMicros);
        var width = BlockInterval.Of(rates).HalfWidth;
        var half =
            rates.Length >= FewestBlocks && double.IsFinite(width) ? Math.Max(width, fine.BitsPerSecond * floor) : fine.BitsPerSecond;
        return fine with { Low = Math.Max(0, fine.BitsPerSecond - half), High = fine.BitsPerSecond + half };
    }

    private double[] RatesFrom(long fromMicros)
    {
        var later = points.SkipWhile(point => point.Micros < fromMicros).ToList();
        return [.. later.Zip(later.Skip(1), (before, now) => (now.Bytes - before.Bytes) * 8e6 / (now.Micros - before.Micros))];
    }
}
