using System.Threading.Channels;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>What a load needs to know.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Streams">How many start together.</param>
/// <param name="MostStreams">How many there may be once more have been tried.</param>
/// <param name="Address">Where.</param>
/// <param name="Run">The measurement.</param>
/// <param name="Ticket">Its ticket.</param>
/// <param name="LongestMillis">Load time asked of the point, a guard behind the client's own rule.</param>
/// <param name="Rule">The constants of the rule, budget of the direction included.</param>
internal sealed record LoadOrder(
    Direction Direction,
    int Streams,
    int MostStreams,
    PointAddress Address,
    Guid Run,
    string? Ticket,
    long LongestMillis,
    StopRuleOptions Rule
);

/// <summary>How a load went.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Rule">The curve and its figure.</param>
/// <param name="Streams">Streams that carried it at the end.</param>
/// <param name="StartedAt">Timestamp of the first payload byte; 0 when none came.</param>
/// <param name="BytesAfterStop">Download: payload that arrived after the stop.</param>
/// <param name="Failure">What broke it, null otherwise.</param>
internal sealed record LoadResult(
    StopReason Reason,
    StopRule Rule,
    int Streams,
    long StartedAt,
    long BytesAfterStop,
    PointFailure? Failure
);

/// <summary>Fills the line in one direction until the rule says that it is known. One loop samples and owns the rule; the streams only count.</summary>
internal sealed class LoadRun(
    LoadOrder order,
    TrafficMeter meter,
    Random random,
    TimeProvider time,
    Action<BitRate, TimeSpan, ByteCount> progress
)
{
    private const double SmallWindowBytes = 1e6; // windows of phones end between 1 and 4 MB
    private static readonly TimeSpan LongestSampleSpacing = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestSampleSpacing = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ShortestTail = TimeSpan.FromMilliseconds(200);

    private readonly StopRule rule = new(order.Rule);
    private readonly Channel<RunFacts> reports = Channel.CreateUnbounded<RunFacts>(new UnboundedChannelOptions { SingleReader = true });
    private readonly UploadFrame frame = new(random);
    private readonly UploadAllowance allowance = new(order.Rule.BudgetBytes);
    private readonly StreamGrowth growth = new(order.Rule, order.MostStreams) { Streams = order.Streams };
    private LoadStream[] opened = []; // those that carry the load first, then those in reserve
    private bool toldEnd;
    private long origin;
    private long lastBytes = -1;
    private long movedAt;

    private bool IsDownload => order.Direction == Direction.Down;

    /// <summary>Opens, loads, stops. Throws <see cref="PointFailure"/> only when the streams cannot be opened; later it is part of the result.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            opened = await OpenAsync(cancellationToken).ConfigureAwait(false);
            var work = opened.Select(stream => stream.ReadAsync(end.Token)).ToList();
            await StartAsync(work, end.Token).ConfigureAwait(false);
            var (reason, failure) = await SampleAsync(work, end.Token, cancellationToken).ConfigureAwait(false);
            var counted = rule.Series.TotalBytes;
            await StopAsync(work, end).ConfigureAwait(false);
            var after = IsDownload ? Math.Max(0, opened.Sum(stream => stream.Received) - counted) : 0;
            return new(reason, rule, growth.Streams, origin, after, failure);
        }
        finally
        {
            foreach (var stream in opened)
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
        var each = order.Rule.BudgetBytes / order.Streams;
        return "/throughput/v1/download"
            + PointRequest.Query(
                order.Run,
                order.Ticket,
                ("streams", order.MostStreams),
                ("duration", order.LongestMillis),
                ("bytes", each),
                ("ispeed_hold", 1)
            );
    }

    private async Task StartAsync(List<Task> work, CancellationToken cancellationToken)
    {
        movedAt = time.GetTimestamp();
        if (IsDownload)
        {
            await Task.WhenAll(Carrying.Select(stream => stream.ReleaseAsync(cancellationToken))).ConfigureAwait(false);
            return;
        }

        work.AddRange(Carrying.Select(stream => stream.WriteAsync(frame, allowance, cancellationToken)));
    }

    private ArraySegment<LoadStream> Carrying => new(opened, 0, growth.Streams);

    /// <summary>After each look at the curve: one more stream where that may bring more, and the point told in time that the end is near.</summary>
    private async Task SteerAsync(List<Task> work, CancellationToken end)
    {
        if (MayGrow && growth.Grows(rule))
        {
            var next = Carrying[^1];
            if (IsDownload)
            {
                // The point's own guard again: together no more than what is left, whatever becomes of this client.
                var each = Math.Max(0, order.Rule.BudgetBytes - rule.Series.TotalBytes) / growth.Streams;
                await Task.WhenAll(Carrying.Select(stream => stream.WishAsync(new(EndsIn: null, Send: each), end))).ConfigureAwait(false);
            }

            if (IsDownload)
            {
                await next.ReleaseAsync(end).ConfigureAwait(false);
            }
            else
            {
                work.Add(next.WriteAsync(frame, allowance, end));
            }
        }

        if (!IsDownload || rule.IsConfirming == toldEnd)
        {
            return;
        }

        toldEnd = rule.IsConfirming;
        if (toldEnd)
        {
            var wish = new LoadWish(order.Rule.ConfirmAfterMicros);
            await Task.WhenAll(Carrying.Select(stream => stream.WishAsync(wish, end))).ConfigureAwait(false);
        }
    }

    // BBR fills the line with two streams, unless the windows of this device are too small for its delay.
    private bool MayGrow
    {
        get
        {
            if (!IsDownload)
            {
                return true;
            }

            var now = rule.Series.EndMicros;
            var rate = rule.Series.BitsPerSecond(Math.Max(0, now - order.Rule.WindowMicros), now) / 8e6;
            return rate * order.Rule.RttMicros / growth.Streams > SmallWindowBytes;
        }
    }

    private async Task<(StopReason Reason, PointFailure? Failure)> SampleAsync(
        List<Task> work,
        CancellationToken end,
        CancellationToken cancellationToken
    )
    {
        using var ticks = new PeriodicTimer(SampleSpacing(), time);
        try
        {
            // Liveness: ends by the rule, at the latest after warm-up and load time, or after the stall time without a byte.
            while (await ticks.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                var reason = IsDownload ? SampleOwnCount() : TakeReports();
                if (reason is { } known)
                {
                    return (known, null);
                }

                if (Carrying.FirstOrDefault(stream => stream.Failure is not null)?.Failure is { } failure)
                {
                    return (StopReason.Error, failure);
                }

                if (HasStalled())
                {
                    return (StopReason.Error, PointFailure.Stalled());
                }

                if (Carrying.All(stream => stream.Ended))
                {
                    return (rule.Series.TotalBytes >= 0.9 * order.Rule.BudgetBytes ? StopReason.Budget : StopReason.Time, null);
                }

                await SteerAsync(work, end).ConfigureAwait(false);
                Report();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the person stopped it: what was counted so far is the result
        }

        return (StopReason.User, null);
    }

    // Four points a round trip: a fast line near by is known, or has spent its budget, before twenty milliseconds have passed often.
    private TimeSpan SampleSpacing()
    {
        var quarter = TimeSpan.FromMicroseconds(order.Rule.RttMicros / 4.0);
        return quarter < ShortestSampleSpacing ? ShortestSampleSpacing
            : quarter > LongestSampleSpacing ? LongestSampleSpacing
            : quarter;
    }

    private StopReason? SampleOwnCount()
    {
        if (origin == 0)
        {
            origin = opened.Where(stream => stream.FirstByteAt != 0).Select(stream => stream.FirstByteAt).DefaultIfEmpty(0).Min();
        }

        if (origin == 0)
        {
            return null;
        }

        var bytes = opened.Sum(stream => stream.Received);
        var at = (long)time.GetElapsedTime(origin).TotalMicroseconds;
        if (Carrying.All(stream => stream.LeftStartUp))
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
        var end = rule.Series.EndMicros;
        var rate = rule.Series.BitsPerSecond(Math.Max(0, end - order.Rule.WindowMicros), end);
        progress(new BitRate(rate), TimeSpan.FromMicroseconds(end), new ByteCount(rule.Series.TotalBytes));
    }

    private async Task StopAsync(List<Task> work, CancellationTokenSource end)
    {
        if (IsDownload)
        {
            // Liveness: the tail is over when the point has reset the streams, at the latest after a few round trips.
            var tail = TimeSpan.FromMicroseconds(3 * order.Rule.RttMicros) + ShortestTail;
            using var limit = new CancellationTokenSource(tail, time);
            try
            {
                await Task.WhenAll(opened.Select(stream => stream.AskToDropAsync(limit.Token))).ConfigureAwait(false);
                await Task.WhenAll(work).WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // the point did not drop in time: this side does
            }
        }

        foreach (var stream in opened)
        {
            stream.Drop();
        }

        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(work).ConfigureAwait(false);
    }
}
