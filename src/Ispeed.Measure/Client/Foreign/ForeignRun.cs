using System.Security.Authentication;
using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>
/// Measures against another project's server with our own rule and budget, as far as its protocol lets it (spec/method.md, "Foreign servers").
/// Nobody attests such a result: it is for the person alone and never submitted.
/// </summary>
public static class ForeignRun
{
    private const long CoarsestRttMicros = 160_000; // four of them are the longest time between a server's reports
    private static readonly TimeSpan HandshakeSpacing = TimeSpan.FromMilliseconds(30);

    /// <summary>Runs one measurement. What the network does to it is part of the result, never an exception.</summary>
    /// <param name="id">UUID version 7.</param>
    /// <param name="address">The server.</param>
    /// <param name="plan">What to do and what it may cost.</param>
    /// <param name="progress">Told at every step and 50 times a second during loads; null for nobody.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Makes the payload and the WebSocket keys.</param>
    /// <param name="cancellationToken">The person's stop: the result then holds what was measured before.</param>
    public static async Task<MeasurementOutcome> RunAsync(
        Guid id,
        ForeignAddress address,
        MeasurementPlan plan,
        IProgress<MeasurementProgress>? progress,
        TimeProvider time,
        Random random,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(random);
        return await new Steps(id, address, plan, progress, time, random).CarryOutAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed class Steps(
        Guid id,
        ForeignAddress address,
        MeasurementPlan plan,
        IProgress<MeasurementProgress>? progress,
        TimeProvider time,
        Random random
    )
    {
        private readonly TrafficMeter meter = new();
        private readonly DateTimeOffset startedAt = time.GetUtcNow();
        private readonly List<double> idle = [];
        private RunPhase phase = RunPhase.Choose;
        private long phaseStartedAt;
        private ForeignSide? down;
        private ForeignSide? up;

        public async Task<MeasurementOutcome> CarryOutAsync(CancellationToken cancellationToken)
        {
            Failure? error = null;
            try
            {
                Begin(RunPhase.Choose);
                await HandshakeAsync(cancellationToken).ConfigureAwait(false); // reached at all?
                Begin(RunPhase.Latency);
                await QuietAsync(cancellationToken).ConfigureAwait(false);
                Begin(RunPhase.Download);
                down = await LoadAsync(Direction.Down, plan.DownloadShare, cancellationToken).ConfigureAwait(false);
                Continue(down, cancellationToken);
                Begin(RunPhase.Upload);
                up = await LoadAsync(Direction.Up, share: 1, cancellationToken).ConfigureAwait(false);
                Continue(up, cancellationToken);
            }
            catch (PointFailure failure)
            {
                error = failure is { Reason: FailureReason.Protocol, InnerException: not AuthenticationException }
                    ? NotItsProtocol()
                    : failure.During(phase);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                error = new(FailureReason.Abandoned, phase, "The measurement was stopped before it was finished.");
            }

            return Outcome(error);
        }

        private Failure NotItsProtocol() =>
            new(
                FailureReason.Protocol,
                phase,
                $"{address} does not speak {(address.Protocol == ForeignProtocol.Ndt7 ? "ndt7" : "LibreSpeed")}. Check the address, and whether it needs TLS."
            );

        private static void Continue(ForeignSide side, CancellationToken cancellationToken)
        {
            if (side.Failure is { } failure)
            {
                throw failure;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        // The time of a TCP handshake is the round trip that every server tells, whatever it speaks.
        private async Task QuietAsync(CancellationToken cancellationToken)
        {
            for (var i = 0; i < plan.IdleProbes; i++)
            {
                idle.Add(await HandshakeAsync(cancellationToken).ConfigureAwait(false));
                await Task.Delay(HandshakeSpacing, time, cancellationToken).ConfigureAwait(false);
            }
        }

        private async Task<double> HandshakeAsync(CancellationToken cancellationToken)
        {
            var started = time.GetTimestamp();
            using var connection = await PointConnection
                .OpenAsync(address.Point with { IsSecure = false }, meter, time, cancellationToken)
                .ConfigureAwait(false);
            return time.GetElapsedTime(started).TotalMilliseconds;
        }

        private async Task<ForeignSide> LoadAsync(Direction direction, double share, CancellationToken cancellationToken)
        {
            var left = plan.Budget.Bytes - meter.Total.Bytes - plan.MessageBytes;
            var budget = (long)(Math.Max(0, left) * share / TrafficMeter.IpPerPayload);
            var rtt = Math.Max(1, (long)(Quantile.Median([.. idle]) * 1000));
            var options = new StopRuleOptions
            {
                RttMicros = rtt,
                BudgetBytes = budget,
                UseFastPath = plan.UseFastPath,
                ConfirmFastPath = plan.ConfirmFastPath,
                IntervalTarget = plan.IntervalTarget,
                UseSampling = false, // a foreign server knows no wishes
                LongestMicros = (long)plan.LongestLoad.TotalMicroseconds,
            };
            var isReported = address.Protocol == ForeignProtocol.Ndt7 && direction == Direction.Up;
            var reportOptions = isReported ? options with { RttMicros = Math.Max(rtt, CoarsestRttMicros) } : null;
            List<ForeignStream> streams = [];
            try
            {
                await OpenAsync(streams, direction, budget, cancellationToken).ConfigureAwait(false);
                var load = new ForeignLoad(
                    streams,
                    options,
                    reportOptions,
                    meter,
                    time,
                    (rate, elapsed) => progress?.Report(new(phase, rate, elapsed, meter.Total))
                );
                return await load.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                streams.ForEach(stream => stream.Dispose());
            }
        }

        private async Task OpenAsync(List<ForeignStream> streams, Direction direction, long budget, CancellationToken cancellationToken)
        {
            if (address.Protocol == ForeignProtocol.Ndt7)
            {
                streams.Add(
                    await NdtStream
                        .OpenAsync(address.Point, direction, budget, meter, random, time, cancellationToken)
                        .ConfigureAwait(false)
                );
                return;
            }

            var allowance = new UploadAllowance(budget);
            var count = direction == Direction.Down ? plan.DownloadStreams : plan.UploadStreams;
            while (streams.Count < count)
            {
                streams.Add(
                    await LibreSpeedStream
                        .OpenAsync(address, direction, budget, allowance, meter, random, time, cancellationToken)
                        .ConfigureAwait(false)
                );
            }
        }

        private void Begin(RunPhase next)
        {
            (phase, phaseStartedAt) = (next, time.GetTimestamp());
            progress?.Report(new(phase, null, time.GetElapsedTime(phaseStartedAt), meter.Total));
        }

        private MeasurementOutcome Outcome(Failure? error)
        {
            double[] millis = [.. idle];
            var latency =
                millis.Length == 0
                    ? null
                    : new Latency(
                        Printed(Quantile.Median(millis)),
                        null,
                        null,
                        Jitter.MeanAbsoluteDifference(millis) is { } jitter ? Printed(jitter) : null,
                        MinMs: Printed(millis.Min())
                    );
            var measurement = new Measurement(
                id,
                startedAt,
                phase == RunPhase.Choose ? null : new(null, address.Point.Authority, address.ToString()),
                Measurement.CurrentMethod,
                down?.Throughput,
                up?.Throughput,
                latency,
                Loss: null,
                meter.Total.Bytes,
                Link: null,
                error
            );
            return new(
                measurement,
                new(down?.Curve, up?.Curve, millis, [], [], millis.Length > 0 ? "tcp" : null, [], plan.Budget.Bytes),
                Record: null,
                RefusalCode: null
            );
        }

        private static double Printed(double millis) => Math.Round(millis, 3);
    }
}
