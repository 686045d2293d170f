using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Echoes on the quiet line, and the path that they leave open for the loaded one.</summary>
internal sealed class LatencyRun(
    ReachedPoint point,
    Guid run,
    string? ticket,
    MeasurementPlan plan,
    TrafficMeter meter,
    Random random,
    TimeProvider time
) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private IEchoPath? path;
    private Task receiving = Task.CompletedTask;

    /// <summary>What came back on the path in use.</summary>
    public EchoLog? Log => path?.Log;

    /// <summary>Which path is in use, null before one is.</summary>
    public string? Over => path?.Name;

    /// <summary>What became of the datagrams of each phase; empty where none passed.</summary>
    public IReadOnlyList<ProbeCount> Probes => path is DatagramEchoes open ? open.Log.Counts() : [];

    /// <summary>Idle round-trip times in milliseconds, in order; at least one.</summary>
    public async Task<double[]> QuietAsync(CancellationToken cancellationToken)
    {
        var session = await PointRequest
            .JsonAsync(
                "GET",
                point.Address,
                "/latency/v1/authorize" + PointRequest.Query(run, ticket),
                AnswerJson.Default.LatencyAuthorization,
                meter,
                time,
                cancellationToken
            )
            .ConfigureAwait(false);
        path = DatagramEchoes.TryOpen(point.Address, session.Ispeed, run, meter, time);
        if (path is not null)
        {
            receiving = path.ReceiveAsync(cancellationToken);
            await SendAsync(path, plan.WakePackets, plan.WakeSpan / Math.Max(1, plan.WakePackets), cancellationToken).ConfigureAwait(false);
            await WaitForAsync(path.Log, answers: 1, cancellationToken).ConfigureAwait(false);
            var quiet = path.Log.Answered > 0 ? await EchoAsync(path, cancellationToken).ConfigureAwait(false) : [];
            if (quiet.Length > 0)
            {
                return quiet;
            }

            await EndAsync().ConfigureAwait(false); // datagrams do not pass here
        }

        path = await SocketEchoes
            .OpenAsync(point.Address, PointRequest.Query(run, ticket), meter, random, time, cancellationToken)
            .ConfigureAwait(false);
        receiving = path.ReceiveAsync(cancellationToken);
        await SendAsync(path, 1, TimeSpan.Zero, cancellationToken).ConfigureAwait(false); // the first of a connection is slower
        var answered = await EchoAsync(path, cancellationToken).ConfigureAwait(false);
        return answered.Length > 0 ? answered : throw PointFailure.Stalled();
    }

    /// <summary>Echoes during a load until the token.</summary>
    /// <param name="phase">The load.</param>
    /// <param name="rate">What the line carries now, 0 while that is not known: echoes must not be a part of it that counts.</param>
    /// <param name="cancellationToken">Ends with the load.</param>
    public async Task ProbeAsync(RunPhase phase, Func<BitRate> rate, CancellationToken cancellationToken)
    {
        try
        {
            path!.Log.Begin(phase);

            // Liveness: ends with the load, whose token this is, or at the limit of the point.
            while (path.Log.Sent < Limits.PingsPerConnection)
            {
                await path.SendAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(MeasurementPlan.LoadedSpacing(rate()), time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // the load is over
        }
    }

    /// <summary>Gives the last echoes time to come back.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) =>
        path is null ? Task.CompletedTask : WaitForAsync(path.Log, path.Log.Sent, cancellationToken);

    /// <summary>The end of the path; nothing is left running.</summary>
    public async Task EndAsync()
    {
        path?.Dispose();
        await receiving.ConfigureAwait(false);
    }

    public void Dispose() => path?.Dispose();

    private async Task<double[]> EchoAsync(IEchoPath over, CancellationToken cancellationToken)
    {
        var first = over.Log.Sent;
        await SendAsync(over, plan.IdleProbes, plan.IdleSpacing, cancellationToken).ConfigureAwait(false);
        await WaitForAsync(over.Log, over.Log.Sent, cancellationToken).ConfigureAwait(false);
        return over.Log.Since(first);
    }

    private async Task SendAsync(IEchoPath over, int count, TimeSpan spacing, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await over.SendAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(spacing, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for answers, some round trips long at most.</summary>
    private async Task WaitForAsync(EchoLog log, int answers, CancellationToken cancellationToken)
    {
        var slowest = log.Since(0).Append(point.HandshakeMillis).Max();
        var wait = TimeSpan.FromMilliseconds(Math.Min(LongestWait.TotalMilliseconds, 3 * slowest + 100));
        var started = time.GetTimestamp();

        // Liveness: at most LongestWait.
        while (log.Answered < answers && time.GetElapsedTime(started) < wait)
        {
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
