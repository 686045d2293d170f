using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>Whether a client's figure follows from the curve that it handed in itself: the same arithmetic as its own, on the same numbers.</summary>
internal static class OwnCurve
{
    /// <summary>No stream lives longer (25 s); the bound keeps the work of a comparison small whatever is submitted.</summary>
    public const long LongestMicros = 60_000_000;

    private const int MostSpans = 200;
    private const long MostBytes = 1L << 40;

    /// <summary>How far a recomputed figure may be from the printed one where the client does not say what its curve keeps: it computed on finer points.</summary>
    private const double FinerPoints = 0.05;

    /// <summary>Null when everything follows, else the machine-readable reason.</summary>
    /// <param name="direction"><c>down</c> or <c>up</c>.</param>
    /// <param name="figure">What the client states.</param>
    /// <param name="curve">Its curve.</param>
    public static string? WhyNot(string direction, Throughput? figure, Curve? curve)
    {
        if (figure is null || curve is null)
        {
            return null;
        }

        return !IsPossible(curve) || !AddsUp(figure, curve) ? $"series-{direction}"
            : !Follows(figure, curve) ? $"figure-{direction}"
            : null;
    }

    /// <summary>Whether the numbers of a curve can be those of one: none negative or endless, spans in order, within it, and no shorter than its step.</summary>
    public static bool IsPossible(Curve curve) =>
        curve is { Streams: >= 0, RttMicros: >= 0 and <= LongestMicros, BytesAfterStop: >= 0 and <= MostBytes }
        && curve is { StepMillis: > 0 and <= 60_000, Points: null or >= 0 }
        && curve.FromMicros >= 0
        && curve.FromMicros <= curve.ToMicros
        && curve.ToMicros <= LongestMicros
        && curve.Series.All(bytes => bytes is >= 0 and <= MostBytes)
        && (curve.Spans is not { } spans || ArePossible(spans, curve));

    private static bool ArePossible(IReadOnlyList<CountedSpan> spans, Curve curve)
    {
        long before = 0;
        for (var at = 0; at < spans.Count; at++)
        {
            var (from, to) = (spans[at].FromMicros, spans[at].ToMicros);
            var shortest = spans.Count > 1 && at < spans.Count - 1 ? curve.StepMillis * 1000L : 0;
            if (from < before || to < from + shortest || to > curve.ToMicros)
            {
                return false;
            }

            before = to;
        }

        return spans.Count <= MostSpans;
    }

    // Bytes: what the steps gained and what came after the stop is all there is; a step may be rounded by one byte.
    // Time: the last step is the one in which the load ended.
    private static bool AddsUp(Throughput figure, Curve curve)
    {
        var steps = curve.Series.Count;
        var gained = curve.Series.Sum(bytes => (double)bytes) + curve.BytesAfterStop;
        var endsIn = figure.Seconds * 1000 / curve.StepMillis;
        return Math.Abs(gained - figure.Bytes) <= steps && endsIn > steps - 2 && endsIn <= steps + 1;
    }

    // A client that says how many points it saw prints what its curve keeps, to the digit. An older one computed on finer points than it handed in: its
    // figure may differ, and of its interval nothing can be said.
    private static bool Follows(Throughput figure, Curve curve)
    {
        var recomputed = Recomputed.Side(curve, figure.StoppedBy)!;
        return curve.Points is null
            ? Math.Abs(recomputed.Mbps - figure.Mbps) <= Math.Max(Throughput.PrintedStep, recomputed.Mbps * FinerPoints)
            : Same(recomputed.Mbps, figure.Mbps) && Same(recomputed.Low, figure.Low) && Same(recomputed.High, figure.High);
    }

    private static bool Same(double recomputed, double printed) => Math.Abs(recomputed - printed) <= Throughput.PrintedStep;
}
