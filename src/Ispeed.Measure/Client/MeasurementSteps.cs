using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>The steps of one run and what they have found so far.</summary>
internal sealed class MeasurementSteps : IDisposable
{
    private readonly MeasurementTarget target;
    private readonly MeasurementPlan plan;
    private readonly IProgress<MeasurementProgress>? progress;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly TrafficMeter meter = new();
    private readonly Guid id;
    private readonly DateTimeOffset startedAt;
    private readonly List<string> busy = [];

    private RunPhase phase = RunPhase.Choose;
    private long phaseStartedAt;
    private ReachedPoint? point;
    private LocalLink? link;
    private MeasuredServer? server;
    private double[] idle = [];
    private LoadSide? down;
    private LoadSide? up;
    private LatencyRun? latency;
    private string? record;

    public MeasurementSteps(
        Guid id,
        MeasurementTarget target,
        MeasurementPlan plan,
        IProgress<MeasurementProgress>? progress,
        TimeProvider time,
        Random random
    )
    {
        this.id = id;
        this.target = target;
        this.plan = plan;
        this.progress = progress;
        this.time = time;
        this.random = random;
        startedAt = time.GetUtcNow();
    }

    public void Dispose() => latency?.Dispose();

    /// <summary>All steps; the outcome holds whatever was measured.</summary>
    public async Task<MeasurementOutcome> CarryOutAsync(CancellationToken cancellationToken)
    {
        Failure? error = null;
        string? refusal = null;
        using var echoes = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(echoes.Token, cancellationToken);
        try
        {
            await StepsAsync(either.Token, cancellationToken).ConfigureAwait(false);
        }
        catch (PointFailure failure)
        {
            error = failure.During(phase);
            refusal = failure.Code;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error = new(FailureReason.Abandoned, phase, "The measurement was stopped before it was finished.");
        }

        await echoes.CancelAsync().ConfigureAwait(false);
        if (latency is not null)
        {
            await latency.EndAsync().ConfigureAwait(false);
        }

        return new(Result(error), Detail(), record, refusal) { Busy = busy };
    }

    private async Task StepsAsync(CancellationToken running, CancellationToken cancellationToken)
    {
        Begin(RunPhase.Choose);
        var ranked = await PointChoice.RankAsync(target, meter, time, cancellationToken).ConfigureAwait(false);
        await QuietAsync(ranked, running, cancellationToken).ConfigureAwait(false);

        Begin(RunPhase.Download);
        down = await LoadAsync(Direction.Down, plan.DownloadStreams, plan.DownloadShare, cancellationToken).ConfigureAwait(false);
        Continue(down, cancellationToken);

        Begin(RunPhase.Upload);
        up = await LoadAsync(Direction.Up, plan.UploadStreams, share: 1, cancellationToken).ConfigureAwait(false);
        Continue(up, cancellationToken);

        Begin(RunPhase.Report);
        await latency!.SettleAsync(cancellationToken).ConfigureAwait(false);
        await FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The best point that does not refuse because it is full; where all are, an open one asks those that they name, once each.</summary>
    private async Task QuietAsync(IReadOnlyList<ReachedPoint> ranked, CancellationToken running, CancellationToken cancellationToken)
    {
        var asked = new PointQueue(target, ranked, meter, time);
        while (true)
        {
            point = asked.Next();
            server = point.ToServer();
            link = LocalLink.Towards(point.Address.Remote!, target.Local);
            try
            {
                await IntroduceAsync(point, cancellationToken).ConfigureAwait(false);
                Begin(RunPhase.Latency);
                latency?.Dispose();
                latency = new LatencyRun(point, id, target.Ticket, plan, meter, random, time);
                idle = await latency.QuietAsync(running).ConfigureAwait(false);
                return;
            }
            catch (PointFailure full) when (full.Code == "busy")
            {
                busy.Add(server.Name);
                if (!await asked.HasNextAsync(full.TryThese, cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>A point that was named by its address says what it is called and whether it takes runs without a ticket.</summary>
    private async Task IntroduceAsync(ReachedPoint reached, CancellationToken cancellationToken)
    {
        if (reached.Candidate.Id.Length > 0)
        {
            return;
        }

        var hello = await PointRequest
            .JsonAsync("GET", reached.Address, "/ispeed/v1/hello", AnswerJson.Default.PointHello, meter, time, cancellationToken)
            .ConfigureAwait(false);
        server = new(null, hello.Name, reached.Address.ToString());
        if (!hello.Open && target.Ticket is null)
        {
            throw new PointFailure(
                FailureReason.Refused,
                $"{hello.Name} takes no run without a ticket. Measure through its hub, or start the test point with --open.",
                "ticket-missing"
            );
        }
    }

    private async Task<LoadSide> LoadAsync(Direction direction, int streams, double share, CancellationToken cancellationToken)
    {
        var left = plan.Budget.Bytes - meter.Total.Bytes - plan.MessageBytes;
        var budget = (long)(Math.Max(0, left) * share / TrafficMeter.IpPerPayload);
        var rtt = Math.Max(1, (long)(Quantile.Median(idle) * 1000));
        var rule = new StopRuleOptions
        {
            RttMicros = rtt,
            BudgetBytes = budget,
            UseFastPath = plan.UseFastPath,
            UseSampling = plan.UseSampling,
            IsRestless = QuietLine.IsRestless(idle),
            ConfirmFastPath = plan.ConfirmFastPath,
            IntervalTarget = plan.IntervalTarget,
            LongestMicros = (long)plan.LongestLoad.TotalMicroseconds,
            LongestLossyMicros = (long)plan.LongestLossyLoad.TotalMicroseconds,
        };
        var longest =
            Math.Max(rule.LongestWarmUpMicros + rule.LongestMicros, rule.UseSampling ? rule.LongestSamplingMicros : 0) / 1000 + 1000;
        var order = new LoadOrder(direction, streams, plan.MostStreams, point!.Address, id, target.Ticket, longest, rule);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var now = new BitRate(0);
        var probing = latency!.ProbeAsync(phase, () => now, over.Token);
        try
        {
            var load = new LoadRun(
                order,
                meter,
                random,
                time,
                (rate, elapsed, _) =>
                {
                    now = rate;
                    progress?.Report(new(phase, rate, elapsed, meter.Total));
                }
            );
            return new LoadSide(order, await load.RunAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await probing.ConfigureAwait(false);
        }
    }

    private static void Continue(LoadSide side, CancellationToken cancellationToken)
    {
        if (side.Result.Failure is { } failure)
        {
            throw failure;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await PointRequest
                .JsonAsync(
                    "POST",
                    point!.Address,
                    "/ispeed/v1/finish" + PointRequest.Query(id, target.Ticket),
                    AnswerJson.Default.FinishAnswer,
                    meter,
                    time,
                    cancellationToken
                )
                .ConfigureAwait(false);
            record = answer.Record;
            var known = new MeasurementOutcome(Result(null), Detail(), record, null).ReadRecord();
            (down!.Sealed, up!.Sealed) = (known?.Down, known?.Up);
        }
        catch (PointFailure)
        {
            // Both directions are known; the point seals the run by itself and reports it to the hub.
        }
    }

    private void Begin(RunPhase next)
    {
        phase = next;
        phaseStartedAt = time.GetTimestamp();
        progress?.Report(new(phase, null, time.GetElapsedTime(phaseStartedAt), meter.Total));
    }

    private Measurement Result(Failure? error)
    {
        var detail = Detail();
        var figures = Recomputed.Of(detail, down?.Result.Reason ?? StopReason.Error, up?.Result.Reason ?? StopReason.Error);
        return new(
            id,
            startedAt,
            server,
            Measurement.CurrentMethod,
            figures.Download,
            figures.Upload,
            figures.Latency,
            figures.Loss,
            meter.Total.Bytes + (long)((up?.Bytes ?? 0) * TrafficMeter.IpPerPayload),
            Link: null,
            error,
            Family: point?.Address.Family ?? target.Family,
            [
                .. Limitations.Of(idle, (down, LoadedMillis(down)), (up, LoadedMillis(up))),
                .. link?.Limits(figures.Download, figures.Upload) ?? [],
            ]
        );
    }

    private MeasurementDetail Detail() =>
        new(down?.Curve, up?.Curve, idle, LoadedMillis(down), LoadedMillis(up), latency?.Over, latency?.Probes ?? [], plan.Budget.Bytes);

    // A sample is too short to fill the queue before the line: of one that was sampled the flood tells the loaded latency, if there were echoes in it.
    private double[] LoadedMillis(LoadSide? side)
    {
        const int FewestEchoes = 5;
        if (side is null || latency?.Log is not { } log)
        {
            return [];
        }

        double[][] ofSpans = [.. side.Full(time).Select(full => log.Between(full.From, full.To).ToArray())];
        return ofSpans.FirstOrDefault() is { Length: >= FewestEchoes } flood ? flood : [.. ofSpans.SelectMany(echoes => echoes)];
    }
}
