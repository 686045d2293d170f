using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Starts the streams of a load, adds one where that may bring more, tells the point in time that the end is near, and samples a line that moves.</summary>
internal sealed class LoadSteering(LoadOrder order, StopRule rule, LoadStream[] streams, List<Task> work, Random random)
{
    private readonly StreamGrowth growth = new(order.Rule, order.MostStreams)
    {
        Streams = order.Streams,
        FewestUnderWay = order.Direction == Direction.Down ? StreamGrowth.SmallWindowBytes : 0,
    };
    private readonly UploadPump? pump = order.Direction == Direction.Up ? new(order.Rule, random) : null;
    private LineSampler? sampler;
    private bool toldEnd;

    /// <summary>The streams that carry the load; the others wait.</summary>
    public ArraySegment<LoadStream> Carrying => new(streams, 0, growth.Streams);

    /// <summary>What to show as the rate of this moment.</summary>
    public double CurrentBitsPerSecond
    {
        get
        {
            if (sampler is not null && rule.Spans() is { Count: > 1 } spans)
            {
                return rule.Series.BitsPerSecond(spans[^1].FromMicros, spans[^1].ToMicros);
            }

            var end = rule.Series.EndMicros;
            return rule.Series.BitsPerSecond(Math.Max(0, end - order.Rule.WindowMicros), end);
        }
    }

    /// <summary>Lets the first streams go.</summary>
    public async Task StartAsync(CancellationToken end)
    {
        for (var number = 0; number < growth.Streams; number++)
        {
            await StartAsync(number, end).ConfigureAwait(false);
        }
    }

    /// <summary>The test point has so many bytes of an upload.</summary>
    public void Reported(RunFacts facts) => pump!.Reported(facts);

    /// <summary>After each look at the curve; why the load ends, if it does.</summary>
    public async Task<StopReason?> SteerAsync(CancellationToken end)
    {
        if (sampler is not null)
        {
            var (send, reason) = sampler.Look();
            if (send > 0)
            {
                await AllowAsync(send, end).ConfigureAwait(false);
            }

            return Carrying.Any(stream => stream.Ended) ? StopReason.Budget : reason; // a stream has sent its part of it
        }

        if (rule.ShallSample)
        {
            rule.BeginSampling();
            sampler = new(rule, order.Rule, isUpload: pump is not null);
            await AllowAsync(0, end).ConfigureAwait(false);
            return null;
        }

        if (growth.Grows(rule))
        {
            await GrowAsync(end).ConfigureAwait(false);
        }

        await TellEndAsync(end).ConfigureAwait(false);
        return null;
    }

    private async Task StartAsync(int number, CancellationToken end)
    {
        if (pump is null)
        {
            await streams[number].ReleaseAsync(end).ConfigureAwait(false);
        }
        else
        {
            work.Add(streams[number].WriteAsync(pump, number, end));
        }
    }

    private async Task GrowAsync(CancellationToken end)
    {
        if (pump is null)
        {
            // The point's own guard again: together no more than what is left, whatever becomes of this client.
            await AllowAsync(Math.Max(0, order.Rule.BudgetBytes - rule.Series.TotalBytes), end).ConfigureAwait(false);
        }

        await StartAsync(growth.Streams - 1, end).ConfigureAwait(false);
    }

    private async Task AllowAsync(long bytes, CancellationToken end)
    {
        var each = bytes / growth.Streams;
        if (pump is not null)
        {
            pump.Allow(each, growth.Streams);
            return;
        }

        await Task.WhenAll(Carrying.Select(stream => stream.WishAsync(new(EndsIn: null, Send: each), end))).ConfigureAwait(false);
    }

    private async Task TellEndAsync(CancellationToken end)
    {
        if (pump is not null || rule.IsConfirming == toldEnd)
        {
            return;
        }

        toldEnd = rule.IsConfirming;
        if (toldEnd)
        {
            var wish = new LoadWish(rule.ConfirmAfterMicros);
            await Task.WhenAll(Carrying.Select(stream => stream.WishAsync(wish, end))).ConfigureAwait(false);
        }
    }
}
