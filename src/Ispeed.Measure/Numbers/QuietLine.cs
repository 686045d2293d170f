namespace Ispeed.Measure.Numbers;

/// <summary>What the echoes of the quiet line say of the line beforehand (spec/method.md, "Stop").</summary>
public static class QuietLine
{
    private const int FewestEchoes = 10;
    private const double CommonShare = 0.8; // some of the slowest fifth were late for the device's own reasons
    private const double RestlessMillis = 1.0;

    /// <summary>Whether a line is shared out anew by the millisecond, as radio is: the 80th percentile of its echoes lies more than 1 ms above the least.</summary>
    /// <param name="idleMillis">Round-trip times of the quiet line; fewer than ten say nothing.</param>
    public static bool IsRestless(ReadOnlySpan<double> idleMillis)
    {
        return idleMillis.Length >= FewestEchoes && Quantile.Of(idleMillis, CommonShare) - Quantile.Of(idleMillis, 0) > RestlessMillis;
    }
}
