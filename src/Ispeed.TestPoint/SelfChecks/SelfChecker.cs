using System.Net;
using System.Net.Sockets;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.SelfChecks;

/// <summary>
/// Looks after the start and daily, while nobody measures, at what the point can move and at how true it counts (spec/protocol.md, "Self-check"):
/// a download and an upload as fast as they go, and an upload whose rate the kernel holds. About two seconds and at most what the machine moves in one.
/// </summary>
internal sealed partial class SelfChecker(
    DataPorts ports,
    RunRegistry runs,
    OwnRun own,
    SelfCheckResult result,
    PointSettings settings,
    PointLimits limits,
    TimeProvider time,
    ILogger<SelfChecker> logger
) : BackgroundService
{
    private const int Attempts = 3; // a disturbance only ever makes a check worse, so the best of three counts

    private static readonly TimeSpan LoadTime = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan PacedTime = TimeSpan.FromMilliseconds(1000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.SelfCheck)
        {
            return;
        }

        var wait = limits.FirstSelfCheck;
        while (true)
        {
            await Task.Delay(wait, time, stoppingToken);
            var found = await CheckAsync(stoppingToken);
            if (found is not null)
            {
                result.Learn(found);
                Say(found);
            }

            wait = found is { LimitsItself: false } ? limits.SelfCheckSpacing : limits.SelfCheckRetry;
        }
    }

    /// <summary>Null when somebody measured meanwhile, or the check could not be carried out.</summary>
    private async Task<SelfCheck?> CheckAsync(CancellationToken stopping)
    {
        SelfCheck? best = null;
        for (var attempt = 0; attempt < Attempts && best is null or { LimitsItself: true }; attempt++)
        {
            if (runs.Count > 0)
            {
                return null;
            }

            try
            {
                // Liveness: an attempt takes less than two seconds, and is given up after five.
                using var patience = new CancellationTokenSource(Patience, time);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
                var found = await AttemptAsync(limit.Token);
                best = found is null || (best is not null && Badness(found) >= Badness(best)) ? best : found;
            }
            catch (Exception failed)
                when (failed is IOException or SocketException
                    || (failed is OperationCanceledException && !stopping.IsCancellationRequested)
                )
            {
                Log.Failed(logger, failed);
                return null;
            }
        }

        return best;
    }

    private async Task<SelfCheck?> AttemptAsync(CancellationToken cancellationToken)
    {
        var (down, up) = await LoadsAsync(cancellationToken);
        var alone = runs.Count == 0;
        var counted = await PacedAsync(cancellationToken);
        return alone && runs.Count == 0 && counted is { } rate
            ? SelfCheckRule.Judge(time.GetUtcNow(), down, up, rate, settings.Capacity)
            : null;
    }

    private async Task<(BitRate Down, BitRate Up)> LoadsAsync(CancellationToken cancellationToken)
    {
        var run = own.Begin();
        try
        {
            return (await LoadAsync(run, Direction.Down, cancellationToken), await LoadAsync(run, Direction.Up, cancellationToken));
        }
        finally
        {
            await runs.FinishAsync(run, ticket: null);
        }
    }

    private async Task<BitRate> LoadAsync(Guid run, Direction direction, CancellationToken cancellationToken)
    {
        using var stream = await OwnStream.OpenAsync(Port(), run, direction, pace: null, time, cancellationToken);
        return direction == Direction.Down
            ? await stream.TakeAsync(LoadTime, cancellationToken)
            : await stream.GiveAsync(LoadTime, cancellationToken);
    }

    /// <summary>What the point's own record says of an upload at the known rate; null where the kernel cannot hold a rate.</summary>
    private async Task<BitRate?> PacedAsync(CancellationToken cancellationToken)
    {
        var run = own.Begin();
        try
        {
            using (var stream = await OwnStream.OpenAsync(Port(), run, Direction.Up, SelfCheckRule.Pace, time, cancellationToken))
            {
                await stream.GiveAsync(PacedTime, cancellationToken);
            }

            return SelfCheckRule.RateOf(runs.Running.FirstOrDefault(going => going.Id == run)?.SideOf(Direction.Up));
        }
        finally
        {
            await runs.FinishAsync(run, ticket: null);
        }
    }

    private IPEndPoint Port()
    {
        var bound = (IPEndPoint)ports.Plain.LocalEndPoint!;
        var everywhere = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any);
        return everywhere
            ? new(
                ports.Plain.DualMode || bound.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback,
                bound.Port
            )
            : bound;
    }

    private static double Badness(SelfCheck check) => check.LimitsItself ? 100 + Math.Abs(check.ErrorPercent) : 0;

    private void Say(SelfCheck found)
    {
        if (found.LimitsItself)
        {
            Log.LimitsItself(logger, found.Reason!);
        }
        else
        {
            Log.Fine(logger, found.DownMbps, found.UpMbps, found.ErrorPercent);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Warning, "This test point limits itself: {Reason} Until that is mended its hub sends nobody here")]
        public static partial void LimitsItself(ILogger logger, string reason);

        [LoggerMessage(
            1602,
            LogLevel.Information,
            "Self-check: sends {Down:0} Mbit/s, takes {Up:0} Mbit/s, counts {Error:0.00} % off a known rate"
        )]
        public static partial void Fine(ILogger logger, double down, double up, double error);

        [LoggerMessage(1603, LogLevel.Warning, "The self-check could not be carried out and is tried again later")]
        public static partial void Failed(ILogger logger, Exception reason);
    }
}
