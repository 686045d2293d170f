using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>Whether a client's figure follows from the curve that it handed in itself: the same arithmetic as its own, on the same numbers.</summary>
internal static class OwnCurve
{
    /// <summary>How far a recomputed figure may be from the printed one: both are computed from the kept curve, in two languages.</summary>
    private const double FigureTolerance = 0.001;

    /// <summary>Null when everything follows, else the machine-readable reason.</summary>
    /// <param name="direction"><c>down</c> or <c>up</c>.</param>
    /// <param name="figure">What the client states.</param>
    /// <param name="curve">Its curve.</param>
    public static string? WhyNot(string direction, Throughput? figure, Curve? curve) =>
        figure is null || curve is null ? null
        : !AddsUp(figure, curve) ? $"series-{direction}"
        : !Follows(figure, curve) ? $"figure-{direction}"
        : null;

    // Bytes: what the steps gained and what came after the stop is all there is; a step may be rounded by one byte.
    // Time: the last step is the one in which the load ended.
    private static bool AddsUp(Throughput figure, Curve curve)
    {
        var steps = curve.Series.Count;
        var gained = curve.Series.Sum(bytes => (double)bytes) + curve.BytesAfterStop;
        var endsIn = figure.Seconds * 1000 / curve.StepMillis;
        return Math.Abs(gained - figure.Bytes) <= steps && endsIn > steps - 2 && endsIn <= steps + 1;
    }

    private static bool Follows(Throughput figure, Curve curve)
    {
        var estimate = CurveFigure.Of(curve with { RttMicros = Math.Clamp(curve.RttMicros, 0, Judgement.LongestRttMicros) });
        var recomputed = estimate.BitsPerSecond / 1e6;
        return Math.Abs(recomputed - figure.Mbps) <= Math.Max(Throughput.PrintedStep, recomputed * FigureTolerance);
    }
}
