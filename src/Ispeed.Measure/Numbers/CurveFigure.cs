using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Numbers;

/// <summary>The figure of a stored curve: what is printed is computed from what is kept, so that anybody can compute it again and get the same.</summary>
public static class CurveFigure
{
    /// <summary>Step of a long curve.</summary>
    public const int LongStepMillis = 20;

    /// <summary>Step of a short or a sampled one, where 20 ms would blur what counts.</summary>
    public const int ShortStepMillis = 5;

    private const long ShortMicros = 400_000;

    /// <summary>The figure.</summary>
    /// <param name="curve">As it is submitted and kept; its members need not be plausible, the result then is not either.</param>
    public static Estimate Of(Curve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var series = ByteSeries.FromDeltas(curve.StepMillis * 1000L, curve.Series, curve.ToMicros);
        var options = new StopRuleOptions { RttMicros = curve.RttMicros, BudgetBytes = long.MaxValue };
        return Estimate.Of(series, SpansOf(curve), curve.Points ?? int.MaxValue, options);
    }

    /// <summary>What counts of a kept curve; [t0, end] where it does not say.</summary>
    public static IReadOnlyList<CountedSpan> SpansOf(Curve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return curve.Spans is { Count: > 0 } many ? many : [new(curve.FromMicros, curve.ToMicros)];
    }

    /// <summary>The curve of a load as it is kept.</summary>
    /// <param name="rule">The load.</param>
    /// <param name="rttMicros">The round-trip time that scaled the rule.</param>
    /// <param name="streams">Streams that carried it.</param>
    /// <param name="bytesAfterStop">Payload bytes that arrived after the stop.</param>
    /// <param name="conditions">What the ends say of it.</param>
    public static Curve Keep(StopRule rule, long rttMicros, int streams, long bytesAfterStop, LoadConditions? conditions)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var seen = rule.Spans();
        var step = seen.Count > 1 || rule.Series.EndMicros < ShortMicros ? ShortStepMillis : LongStepMillis;
        CountedSpan[] spans = [.. seen.Select(span => OnSteps(span, step * 1000L, rule.Series.EndMicros))];
        return new(
            streams,
            rttMicros,
            spans[0].FromMicros,
            rule.Series.EndMicros,
            bytesAfterStop,
            step,
            rule.Series.Deltas(step * 1000L),
            conditions,
            spans,
            seen.Sum(span => rule.Series.PointsWithin(span.FromMicros, span.ToMicros))
        );
    }

    // Between two steps the kept curve is a straight line: a span begins and ends where it is exact.
    private static CountedSpan OnSteps(CountedSpan span, long step, long end)
    {
        var from = (span.FromMicros + step - 1) / step * step;
        var to = span.ToMicros == end ? end : span.ToMicros / step * step;
        return from < to ? new(from, to) : span;
    }
}
