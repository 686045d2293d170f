namespace Ispeed.Measure.Numbers;

/// <summary>From the round-trip times that are kept to the figures that are printed (spec/method.md, "Latency").</summary>
public static class LatencyFigures
{
    private const double LoadedShare = 0.9;
    private const int FewestForRpm = 10;
    private const double KeptForRpm = 0.95; // draft-ietf-ippm-responsiveness: the mean without the slowest twentieth

    /// <summary>The figures; null when the quiet line was not measured. Milliseconds, to the microsecond.</summary>
    /// <param name="idleMs">Quiet line, in order.</param>
    /// <param name="loadedDownMs">While the download filled the line.</param>
    /// <param name="loadedUpMs">While the upload filled the line.</param>
    public static Latency? Of(IReadOnlyList<double> idleMs, IReadOnlyList<double> loadedDownMs, IReadOnlyList<double> loadedUpMs)
    {
        ArgumentNullException.ThrowIfNull(idleMs);
        ArgumentNullException.ThrowIfNull(loadedDownMs);
        ArgumentNullException.ThrowIfNull(loadedUpMs);
        if (idleMs.Count == 0)
        {
            return null;
        }

        double[] idle = [.. idleMs];
        double[] down = [.. loadedDownMs];
        double[] up = [.. loadedUpMs];
        var median = Quantile.Median(idle);
        double[] loaded = [.. new[] { down, up }.Where(times => times.Length > 0).Select(times => Quantile.Of(times, LoadedShare))];
        return new(
            Printed(median),
            Loaded(down),
            Loaded(up),
            Jitter.MeanAbsoluteDifference(idle) is { } jitter ? Printed(jitter) : null,
            Printed(idle.Min()),
            Jitter.DelayVariation95(idle) is { } variation ? Printed(variation) : null,
            loaded.Length > 0 ? BufferbloatGrade.Of(TimeSpan.FromMilliseconds(loaded.Average() - median)) : null,
            ShortRpm([.. down, .. up])
        );
    }

    private static double? Loaded(double[] times) => times.Length > 0 ? Printed(Quantile.Of(times, LoadedShare)) : null;

    private static double? ShortRpm(double[] loaded)
    {
        if (loaded.Length < FewestForRpm)
        {
            return null;
        }

        Array.Sort(loaded);
        var kept = (int)Math.Ceiling(loaded.Length * KeptForRpm);
        return Math.Round(60_000 / loaded[..kept].Average());
    }

    private static double Printed(double millis) => Math.Round(millis, 3);
}
