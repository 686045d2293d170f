using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>How far a result is proved, and where the two sides part when they do.</summary>
internal readonly record struct Verdict(Proof Proof, string? Dispute)
{
    public static Verdict Claimed { get; } = new(Proof.Claimed, null);

    public static Verdict Attested { get; } = new(Proof.Attested, null);

    public static Verdict Disputed(string reason) => new(Proof.Disputed, reason);
}

/// <summary>The join of the client's result with the test point's record (spec/protocol.md, "Join of the two sides").</summary>
internal static class Judgement
{
    private const double LeastShare = 0.97;
    private const double MostShare = 1.03;
    private const double RateTolerance = 0.10;
    private const long ShiftSlackMicros = 100_000;
    private const long ShiftStepMicros = 5_000;
    private const long LongestShiftMicros = 1_000_000;

    /// <summary>Longer round trips scale nothing: the bound keeps blocks and shifts within a run, whatever is submitted.</summary>
    public const long LongestRttMicros = 1_000_000;

    /// <summary>The shortest interval that a figure can come from: the window of the method's fast path.</summary>
    private const long ShortestCountedMicros = 100_000;

    public static Verdict Of(Submission submission, RunRecord? record)
    {
        if (record is null)
        {
            return Verdict.Claimed;
        }

        if (record.Device != submission.Device)
        {
            return Verdict.Disputed(record.Device is null ? "device-unproved" : "device");
        }

        var measurement = submission.Measurement;
        if (measurement.Error is not null)
        {
            return Verdict.Attested;
        }

        var reason =
            Bytes("down", measurement.Download, record.Down)
            ?? Bytes("up", measurement.Upload, record.Up)
            ?? Rate("down", measurement.Download, submission.Detail?.Down, record.Down)
            ?? Rate("up", measurement.Upload, submission.Detail?.Up, record.Up)
            ?? OwnCurve.WhyNot("down", measurement.Download, submission.Detail?.Down)
            ?? OwnCurve.WhyNot("up", measurement.Upload, submission.Detail?.Up);
        return reason is null ? Verdict.Attested : Verdict.Disputed(reason);
    }

    private static string? Bytes(string direction, Throughput? client, RunSide? point)
    {
        if (client is null && point is null)
        {
            return null;
        }

        var counted = client?.Bytes ?? 0;
        var seen = point?.Bytes ?? 0;
        var most = (seen + (double)(point?.InFlight ?? 0)) * MostShare + Limits.LargestMessageBytes;
        return counted < seen * LeastShare || counted > most ? $"bytes-{direction}" : null;
    }

    private static string? Rate(string direction, Throughput? client, Curve? curve, RunSide? point)
    {
        if (client is null || point is null)
        {
            return null; // the bytes were compared: nothing, or next to nothing, was moved
        }

        if (curve is null)
        {
            return $"no-curve-{direction}";
        }

        var counted = OwnCurve.IsPossible(curve) ? CurveFigure.SpansOf(curve).Sum(span => span.ToMicros - span.FromMicros) : 0;
        if (counted < ShortestCountedMicros || curve.ToMicros > client.Seconds * 1e6 + ShiftSlackMicros)
        {
            return $"interval-{direction}";
        }

        return AgreesSomewhere(client, curve, point) ? null : $"rate-{direction}";
    }

    // The two clocks start up to a round trip apart, and acknowledgements come in bursts: any shift within that may make the two agree.
    private static bool AgreesSomewhere(Throughput client, Curve curve, RunSide point)
    {
        var series = SeriesOf(point.StepMillis, point.Series);
        var figure = client.Mbps * 1e6;
        var halfPrinted = (client.High - client.Low) / 2 * 1e6;
        var rtt = Math.Clamp(Math.Max(curve.RttMicros, point.MinRttMicros), 0, LongestRttMicros);
        var options = new StopRuleOptions { RttMicros = rtt, BudgetBytes = long.MaxValue };
        var shift = Math.Min(rtt + ShiftSlackMicros, LongestShiftMicros);
        for (var by = -shift; by <= shift; by += ShiftStepMicros)
        {
            CountedSpan[] spans = [.. CurveFigure.SpansOf(curve).Select(span => Shifted(span, by, series.EndMicros))];
            var estimate = Estimate.Of(series, spans, int.MaxValue, options);

            // The client's own interval counts only as far as the point's series is as uncertain: else a wide one would prove any figure.
            var half = Math.Min(halfPrinted, (estimate.High - estimate.Low) / 2);
            if (Math.Abs(figure - estimate.BitsPerSecond) <= Math.Max(estimate.BitsPerSecond * RateTolerance, half))
            {
                return true;
            }
        }

        return false;
    }

    private static CountedSpan Shifted(CountedSpan span, long by, long end)
    {
        var from = Math.Max(0, span.FromMicros + by);
        return new(from, Math.Clamp(span.ToMicros + by, from, Math.Max(from, end)));
    }

    /// <summary>The curve of stored steps; total over any numbers.</summary>
    internal static ByteSeries SeriesOf(int stepMillis, IReadOnlyList<long>? steps)
    {
        var series = new ByteSeries();
        var step = Math.Clamp(stepMillis, 1, 60_000) * 1000L;
        long at = 0;
        long total = 0;
        foreach (var bytes in steps ?? [])
        {
            at += step;
            total += Math.Clamp(bytes, 0, 1L << 40);
            series.TryAdd(at, total);
        }

        return series;
    }
}
