using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;
using Ispeed.TestPoint.Tickets;

namespace Ispeed.TestPoint.Reporting;

/// <summary>Registers at the hub, gives signs of life, and registers again when the hub has forgotten the point.</summary>
internal sealed partial class HubLink(
    HubClient hub,
    HubKey hubKey,
    PointKey key,
    RunRegistry runs,
    RecordSpool spool,
    Alternatives alternatives,
    SelfCheckResult check,
    PointSettings settings,
    PointLimits limits,
    TimeProvider time,
    Random random,
    ILogger<HubLink> logger
) : BackgroundService
{
    private readonly Retry retry = new(limits, random);
    private volatile bool registered;

    /// <summary>Whether the hub knows this point, as far as is known.</summary>
    public bool IsRegistered => registered;

    /// <summary>Tries once. A hub that says no is a fault of the settings; one that says nothing is not.</summary>
    public async Task RegisterAtStartAsync(CancellationToken cancellationToken)
    {
        if (settings.Hub is null)
        {
            return;
        }

        var (reply, words) = await RegisterAsync(cancellationToken);
        if (reply == HubReply.Refused)
        {
            throw new StartUpFailure(
                StartUpFault.HubRefused,
                $"The hub {settings.Hub} refused to register this test point as '{settings.Id}' ({words}).",
                "Check --enrolment-key; if another test point has this id, choose another --id."
            );
        }

        if (reply == HubReply.Away)
        {
            Log.HubAway(
                logger,
                settings.Hub,
                words,
                hubKey.IsKnown ? "tickets are checked with the key kept from before" : "no ticket can be checked until then"
            );
        }
    }

    /// <summary>Told by whoever hears from the hub that it does not know the point.</summary>
    public void Forgotten() => registered = false;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Hub is null)
        {
            return;
        }

        var wait = registered ? TimeSpan.Zero : retry.Next();
        while (true)
        {
            await Task.Delay(wait, time, stoppingToken);
            var reply = registered ? await BeatAsync(stoppingToken) : (await RegisterAsync(stoppingToken)).Reply;
            if (reply == HubReply.Taken)
            {
                retry.Reset();
                wait = limits.HeartbeatSpacing;
            }
            else
            {
                wait = registered ? Shorter(retry.Next(), limits.HeartbeatSpacing) : retry.Next();
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private async Task<(HubReply Reply, string Words)> RegisterAsync(CancellationToken cancellationToken)
    {
        var (reply, welcome, words) = await hub.RegisterAsync(key.PublicKey, cancellationToken);
        if (reply == HubReply.Taken && (welcome is null || !hubKey.TryAccept(welcome)))
        {
            (reply, words) = (HubReply.Refused, "its welcome holds no P-256 key");
        }

        registered = reply == HubReply.Taken;
        if (registered)
        {
            Log.Registered(logger, settings.Hub!, settings.Id);
        }
        else if (reply == HubReply.Refused)
        {
            Log.RegistrationRefused(logger, settings.Hub!, words);
        }

        return (reply, words);
    }

    private async Task<HubReply> BeatAsync(CancellationToken cancellationToken)
    {
        var beat = new Heartbeat(
            settings.Id,
            time.GetUtcNow().ToUnixTimeSeconds(),
            runs.Count,
            runs.Load,
            spool.Count,
            PointSettings.Software,
            check.Last
        );
        var (reply, words, answer) = await hub.SendHeartbeatAsync(
            key.Sign(beat, MeasureJson.Default.Heartbeat, Heartbeat.Kind),
            cancellationToken
        );
        switch (reply)
        {
            case HubReply.Taken:
                alternatives.Learn(answer?.Alternatives);
                break;
            case HubReply.Unknown or HubReply.Refused:
                registered = false; // the hub began anew, or has another key for this id: registering tells
                Log.HeartbeatRefused(logger, words);
                break;
            case HubReply.Away:
                Log.HeartbeatLost(logger, words);
                break;
        }

        return reply;
    }

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Warning, "The hub {Hub} cannot be reached ({Reason}). It is tried again and again; {Meanwhile}")]
        public static partial void HubAway(ILogger logger, Uri hub, string reason, string meanwhile);

        [LoggerMessage(1402, LogLevel.Information, "Registered at {Hub} as {PointId}")]
        public static partial void Registered(ILogger logger, Uri hub, string pointId);

        [LoggerMessage(1403, LogLevel.Error, "The hub {Hub} refused the registration: {Reason}")]
        public static partial void RegistrationRefused(ILogger logger, Uri hub, string reason);

        [LoggerMessage(1404, LogLevel.Warning, "The hub refused a heartbeat, registering again: {Reason}")]
        public static partial void HeartbeatRefused(ILogger logger, string reason);

        [LoggerMessage(1405, LogLevel.Warning, "A heartbeat did not arrive: {Reason}")]
        public static partial void HeartbeatLost(ILogger logger, string reason);
    }
}
