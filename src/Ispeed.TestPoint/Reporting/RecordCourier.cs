using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Reporting;

/// <summary>Brings spooled records to the hub, oldest first, and deletes each when the hub has answered for it.</summary>
internal sealed partial class RecordCourier(
    HubClient hub,
    HubLink link,
    RecordSpool spool,
    PointCounters counters,
    PointSettings settings,
    PointLimits limits,
    TimeProvider time,
    Random random,
    ILogger<RecordCourier> logger
) : BackgroundService
{
    private const int Batch = 256; // file names held at a time

    private readonly Retry retry = new(limits, random);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Hub is null)
        {
            return;
        }

        while (await spool.Waiting.WaitToReadAsync(stoppingToken))
        {
            spool.Waiting.TryRead(out _);
            while (spool.Oldest(Batch) is { Count: > 0 } files)
            {
                if (link.IsRegistered && await TryDeliverAsync(files, stoppingToken))
                {
                    retry.Reset();
                }
                else
                {
                    await Task.Delay(retry.Next(), time, stoppingToken);
                }
            }
        }
    }

    /// <summary>False as soon as the hub is away.</summary>
    private async Task<bool> TryDeliverAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var token = await File.ReadAllTextAsync(file, cancellationToken);
            var (reply, words) = await hub.SendRecordAsync(token, cancellationToken);
            switch (reply)
            {
                case HubReply.Taken:
                    counters.RecordDelivered();
                    break;
                case HubReply.Unknown:
                    link.Forgotten(); // registering comes first; the record is as good as before
                    return false;
                case HubReply.Away:
                    Log.HubAway(logger, spool.Count, words);
                    return false;
                case HubReply.Refused:
                    counters.RecordRefused();
                    Log.Refused(logger, Path.GetFileNameWithoutExtension(file), words);
                    break;
            }

            spool.Remove(file);
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1501, LogLevel.Warning, "The hub takes no records now; {Waiting} wait: {Reason}")]
        public static partial void HubAway(ILogger logger, int waiting, string reason);

        [LoggerMessage(1502, LogLevel.Error, "The hub refused the record of run {Run}, which is deleted: {Reason}")]
        public static partial void Refused(ILogger logger, string run, string reason);
    }
}
