using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>One direction against another project's server, as it goes into the result.</summary>
/// <param name="Throughput">The figure; null when nothing came.</param>
/// <param name="Curve">What recomputes it; null when nothing came.</param>
/// <param name="Failure">What broke it, null otherwise.</param>
internal sealed record ForeignSide(Throughput? Throughput, Curve? Curve, PointFailure? Failure);

/// <summary>Fills the line in one direction until our own rule says that it is known, as far as the protocol lets it be seen.</summary>
internal sealed class ForeignLoad(
    IReadOnlyList<ForeignStream> streams,
    StopRuleOptions options,
    StopRuleOptions? reportOptions,
    TrafficMeter meter,
    TimeProvider time,
    Action<BitRate, TimeSpan> progress
)
{
    private const int SeriesStepMillis = 20;
    private static readonly TimeSpan LongestSpacing = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestSpacing = TimeSpan.FromMilliseconds(5);

    private readonly StopRule rule = new(options);

    // Of an upload that the server reports: too few points for anything but the end of the warm-up and of the time.
    private readonly StopRule? coarse = reportOptions is null ? null : new(reportOptions with { UseFastPath = false, IntervalTarget = 0 });
    private readonly ReportedRates reported = new();
    private long origin;
    private long movedAt;
    private long lastBytes = -1;

    public async Task<ForeignSide> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        movedAt = time.GetTimestamp();
        var work = streams.Select(stream => stream.RunAsync(end.Token)).ToList();
        var (reason, failure) = await SampleAsync(cancellationToken).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            stream.Drop();
        }

        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(work).ConfigureAwait(false); // Liveness: dropped connections end every read and write
        return Side(reason, failure);
    }

    private async Task<(StopReason Reason, PointFailure? Failure)> SampleAsync(CancellationToken cancellationToken)
    {
        var quarter = TimeSpan.FromMicroseconds(options.RttMicros / 4.0);
        var spacing =
            quarter < ShortestSpacing ? ShortestSpacing
            : quarter > LongestSpacing ? LongestSpacing
            : quarter;
        using var ticks = new PeriodicTimer(spacing, time);
        try
        {
            // Liveness: ends by the rule, at the latest after warm-up and load time, or after the stall time without a byte.
            while (await ticks.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if ((coarse is null ? TakeCount(streams.Sum(stream => stream.Bytes)) : TakeReports((NdtStream)streams[0])) is { } reason)
                {
                    return (reason, null);
                }

                if (streams.FirstOrDefault(stream => stream.Failure is not null)?.Failure is { } failure)
                {
                    return (StopReason.Error, failure);
                }

                if (streams.All(stream => stream.Ended))
                {
                    return (Series.TotalBytes >= 0.9 * options.BudgetBytes ? StopReason.Budget : StopReason.Time, null);
                }

                if (HasStalled())
                {
                    return (StopReason.Error, PointFailure.Stalled());
                }

                var shown = Series;
                var at = shown.EndMicros;
                progress(new BitRate(shown.BitsPerSecond(Math.Max(0, at - options.WindowMicros), at)), TimeSpan.FromMicroseconds(at));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the person stopped it: what was counted so far is the result
        }

        return (StopReason.User, null);
    }

    /// <summary>The finer curve, where there is one.</summary>
    private ByteSeries Series => coarse is null || rule.Series.TotalBytes > 0 ? rule.Series : coarse.Series;

    private StopReason? TakeCount(long bytes)
    {
        if (origin == 0)
        {
            origin = streams.Where(stream => stream.FirstByteAt != 0).Select(stream => stream.FirstByteAt).DefaultIfEmpty(0).Min();
        }

        return origin == 0 ? null : rule.Add((long)time.GetElapsedTime(origin).TotalMicroseconds, bytes);
    }

    /// <summary>What the server reports decides. Where the budget is spent before it has said enough, acknowledgements end the load.</summary>
    private StopReason? TakeReports(NdtStream stream)
    {
        StopReason? reason = null;
        while (reason is null && stream.Reports.TryRead(out var report))
        {
            reported.Add(report.Micros, report.Bytes);
            reason = coarse!.Add(report.Micros, report.Bytes);
            if (reason is null && coarse.WarmUpEndMicros is { } from && reported.IsKnownWithin(from, options.IntervalTarget))
            {
                reason = StopReason.Interval;
            }
        }

        var seen = stream.Acknowledged is { } acked ? TakeCount(acked) : null;
        return reason ?? (seen == StopReason.Budget ? seen : null);
    }

    private bool HasStalled()
    {
        if (Series.TotalBytes != lastBytes)
        {
            (lastBytes, movedAt) = (Series.TotalBytes, time.GetTimestamp());
        }

        return time.GetElapsedTime(movedAt) > Limits.ClientStallTime;
    }

    private ForeignSide Side(StopReason reason, PointFailure? failure)
    {
        var series = Series;
        if (series.TotalBytes == 0)
        {
            return new(null, null, failure);
        }

        // Reports first; acknowledgements where the reports are too few to say how sure they are.
        var isReported = coarse is not null && (rule.Series.TotalBytes == 0 || reported.AreEnough(coarse.Spans()[0].FromMicros));
        var span = (isReported ? coarse! : rule).Spans()[0];
        var figure = isReported ? reported.Figure(coarse!.Figure(), span.FromMicros, options.IntervalFloor) : rule.Figure();

        // What was under way when this side dropped the connection is billed and never counted: about a round trip of the last rate.
        meter.Stream((long)(figure.BitsPerSecond / 8e6 * options.RttMicros));
        var throughput = new Throughput(
            Printed(figure.BitsPerSecond),
            Printed(figure.Low),
            Printed(figure.High),
            series.TotalBytes,
            series.EndMicros / 1e6,
            reason
        );
        var curve = new Curve(
            streams.Count,
            options.RttMicros,
            span.FromMicros,
            span.ToMicros,
            0,
            SeriesStepMillis,
            series.Deltas(SeriesStepMillis * 1000L)
        );
        return new(throughput, curve, failure);
    }

    // To the kilobit: what lies below is arithmetic, not knowledge.
    private static double Printed(double bitsPerSecond) => Math.Round(new BitRate(bitsPerSecond).Mbps, 3);
}
