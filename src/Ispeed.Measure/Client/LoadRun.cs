using System.Threading.Channels;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Fills the line in one direction until the rule says that it is known. One loop looks at the curve and owns the rule; the streams only count.</summary>
internal sealed class LoadRun(
    LoadOrder order,
    TrafficMeter meter,
    Random random,
    TimeProvider time,
    Action<BitRate, TimeSpan, ByteCount> progress
)
{
    private static readonly TimeSpan LookSpacing = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ReportSpacing = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestTail = TimeSpan.FromMilliseconds(200);

    private readonly StopRule rule = new(order.Rule);
    private readonly Channel<RunFacts> reports = Channel.CreateUnbounded<RunFacts>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Task> work = [];
    private LoadSteering steering = null!; // made with the streams
    private LoadWatch watch = null!;
    private long origin;
    private long lastBytes = -1;
    private long movedAt;
    private long reportedAt;

    private bool IsDownload => order.Direction == Direction.Down;

    /// <summary>Opens, loads, stops. Throws <see cref="PointFailure"/> only when the streams cannot be opened; later it is part of the result.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        LoadStream[] streams = [];
        try
        {
            streams = await OpenAsync(cancellationToken).ConfigureAwait(false);
            steering = new(order, rule, streams, work, random);
            watch = new(order, streams, time, LookSpacing);
            work.AddRange(streams.Select(stream => stream.ReadAsync(end.Token)));
            movedAt = time.GetTimestamp();
            await steering.StartAsync(end.Token).ConfigureAwait(false);
            var (reason, failure) = await LookAsync(end.Token, cancellationToken).ConfigureAwait(false);
            var counted = rule.Series.TotalBytes;
            watch.End();
            await StopAsync(streams, end).ConfigureAwait(false);
            var after = IsDownload ? Math.Max(0, streams.Sum(stream => stream.Received) - counted) : 0;
            return new(reason, rule, steering.Carrying.Count, origin, after, watch.Conditions, watch.IsStarved, failure);
        }
        finally
        {
            foreach (var stream in streams)
            {
                stream.Dispose();
            }
        }
    }

    private async Task<LoadStream[]> OpenAsync(CancellationToken cancellationToken)
    {
        var opening = Enumerable
            .Range(0, order.MostStreams)
            .Select(_ => LoadStream.OpenAsync(order.Address, PathAndQuery(), reports.Writer, meter, random, time, cancellationToken))
            .ToArray();
        try
        {
            return await Task.WhenAll(opening).ConfigureAwait(false);
        }
        finally
        {
            if (opening.Any(one => !one.IsCompletedSuccessfully))
            {
                foreach (var one in opening.Where(one => one.IsCompletedSuccessfully))
                {
                    (await one.ConfigureAwait(false)).Dispose();
                }
            }
        }
    }

    private string PathAndQuery()
    {
        if (!IsDownload)
        {
            return "/throughput/v1/upload"
                + PointRequest.Query(
                    order.Run,
                    order.Ticket,
                    ("streams", order.MostStreams),
                    ("duration", order.LongestMillis),
                    ("ispeed_hold", 1)
                );
        }

        // The point's own guard: no stream may send more than its part of the budget, whatever becomes of this client.
        return "/throughput/v1/download"
            + PointRequest.Query(
                order.Run,
                order.Ticket,
                ("streams", order.MostStreams),
                ("duration", order.LongestMillis),
                ("bytes", order.Rule.BudgetBytes / order.Streams),
                ("ispeed_hold", 1)
            );
    }

    private async Task<(StopReason Reason, PointFailure? Failure)> LookAsync(CancellationToken end, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(LookSpacing, time);
        try
        {
            // Liveness: ends by the rule, at the latest after warm-up and load time, or after the stall time without a byte.
            while (await ticks.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                watch.Look();
                rule.LosesSegments |= watch.LosesSegments;
                var reason = (IsDownload ? TakeOwnCount() : TakeReports()) ?? await steering.SteerAsync(end).ConfigureAwait(false);
                if (reason is { } known)
                {
                    return (known, null);
                }

                var carrying = steering.Carrying;
                if (carrying.FirstOrDefault(stream => stream.Failure is not null)?.Failure is { } failure)
                {
                    return (StopReason.Error, failure);
                }

                if (HasStalled())
                {
                    return (StopReason.Error, PointFailure.Stalled());
                }

                if (carrying.Any(stream => stream.Ended))
                {
                    return (rule.Series.TotalBytes >= 0.9 * order.Rule.BudgetBytes ? StopReason.Budget : StopReason.Time, null);
                }

                Report();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the person stopped it: what was counted so far is the result
        }

        return (StopReason.User, null);
    }

    private StopReason? TakeOwnCount()
    {
        var carrying = steering.Carrying;
        if (origin == 0)
        {
            origin = carrying.Where(stream => stream.FirstByteAt != 0).Select(stream => stream.FirstByteAt).DefaultIfEmpty(0).Min();
        }

        if (origin == 0)
        {
            return null;
        }

        var bytes = carrying.Sum(stream => stream.Received);
        var at = (long)time.GetElapsedTime(origin).TotalMicroseconds;
        if (carrying.All(stream => stream.LeftStartUp))
        {
            rule.SenderLeftStartUp(at);
        }

        return rule.Add(at, bytes);
    }

    private StopReason? TakeReports()
    {
        StopReason? reason = null;
        while (reason is null && reports.Reader.TryRead(out var facts))
        {
            if (origin == 0 && facts.RunBytes > 0)
            {
                // Only loaded echoes need this clock; half a round trip of error does not matter to them.
                origin = time.GetTimestamp() - (long)(facts.RunTime * (time.TimestampFrequency / 1e6));
            }

            steering.Reported(facts);
            reason = rule.Add(facts.RunTime, facts.RunBytes);
        }

        return reason;
    }

    private bool HasStalled()
    {
        if (rule.Series.TotalBytes != lastBytes)
        {
            lastBytes = rule.Series.TotalBytes;
            movedAt = time.GetTimestamp();
        }

        return time.GetElapsedTime(movedAt) > Limits.ClientStallTime;
    }

    private void Report()
    {
        if (time.GetElapsedTime(reportedAt) < ReportSpacing)
        {
            return;
        }

        reportedAt = time.GetTimestamp();
        var end = rule.Series.EndMicros;
        progress(new BitRate(steering.CurrentBitsPerSecond), TimeSpan.FromMicroseconds(end), new ByteCount(rule.Series.TotalBytes));
    }

    private async Task StopAsync(LoadStream[] streams, CancellationTokenSource end)
    {
        if (IsDownload)
        {
            // Liveness: the tail is over when the point has reset the streams, at the latest after a few round trips.
            var tail = TimeSpan.FromMicroseconds(3 * order.Rule.RttMicros) + ShortestTail;
            using var limit = new CancellationTokenSource(tail, time);
            try
            {
                await Task.WhenAll(streams.Select(stream => stream.AskToDropAsync(limit.Token))).ConfigureAwait(false);
                await Task.WhenAll(work).WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // the point did not drop in time: this side does
            }
        }

        foreach (var stream in streams)
        {
            stream.Drop();
        }

        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(work).ConfigureAwait(false);
    }
}
