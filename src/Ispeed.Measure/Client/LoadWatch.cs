using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Watches what else than the line may bound a load: the processor of this device and the kernels of both ends.</summary>
internal sealed class LoadWatch(LoadOrder order, LoadStream[] streams, TimeProvider time, TimeSpan spacing)
{
    private const double LossShare = 0.001; // of the bytes: less than that leaves delivery in order undisturbed
    private const long FewestLost = 3 * 1448; // one lost burst at the end of slow start is not a lossy line
    private const double BusyShare = 0.9; // of the processor time that this load can use
    private const double WaitingShare = 0.5; // of the load that threads of this program were ready and not running, while …
    private const double IdleShare = 0.05; // … no more than this of the device's processors had nothing to do
    private static readonly TimeSpan LongestGap = TimeSpan.FromMilliseconds(100);

    private readonly long startedAt = time.GetTimestamp();
    private readonly TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
    private readonly TimeSpan waitedBefore = ProcessorWait.OfThisProgram();
    private readonly (long Idle, long All) deviceBefore = ProcessorWait.OfThisDevice();
    private long lookedAt = time.GetTimestamp();
    private TimeSpan gap;
    private TimeSpan elapsed;
    private double cpuShare;
    private double waitedShare;
    private double idleShare = 1;
    private SenderView sender;
    private long lowestRtt;

    /// <summary>Whether segments were lost and sent again.</summary>
    public bool LosesSegments { get; private set; }

    /// <summary>Whether the program had to wait for the processor.</summary>
    public bool IsStarved =>
        gap > LongestGap
        || (waitedShare > WaitingShare && idleShare < IdleShare)
        || cpuShare > BusyShare * Math.Min(Environment.ProcessorCount, order.Streams);

    /// <summary>What is known at the end.</summary>
    public LoadConditions Conditions { get; private set; } = new(null, null, null, null, null, null, null, null);

    /// <summary>Called whenever the load looks at its curve.</summary>
    public void Look()
    {
        var now = time.GetTimestamp();
        var late = time.GetElapsedTime(lookedAt, now) - spacing;
        gap = late > gap ? late : gap;
        lookedAt = now;
        TakeSenders();
        LosesSegments |=
            sender.BytesRetransmitted >= FewestLost
            && sender.BytesRetransmitted > LossShare * (sender.BytesAcked + sender.BytesRetransmitted);
    }

    /// <summary>Takes the account while the connections still stand.</summary>
    public void End()
    {
        TakeSenders();
        elapsed = time.GetElapsedTime(startedAt);
        cpuShare = (Environment.CpuUsage.TotalTime - cpuBefore) / elapsed;
        waitedShare = (ProcessorWait.OfThisProgram() - waitedBefore) / elapsed;
        var device = ProcessorWait.OfThisDevice();
        idleShare = device.All > deviceBefore.All ? (device.Idle - deviceBefore.Idle) / (double)(device.All - deviceBefore.All) : 1;
        var isSeen = sender.BytesAcked > 0;
        double? Share(long micros) => isSeen && sender.BusyMicros > 0 ? micros / (double)sender.BusyMicros : null;
        Conditions = new(
            order.Direction == Direction.Down
                ? streams.Select(stream => stream.LastReport?.CongestionControl).FirstOrDefault(name => name is not null)
                : streams[0].CongestionControl,
            lowestRtt > 0 ? lowestRtt : null,
            isSeen ? sender.BytesRetransmitted : null,
            ApplicationLimited: null,
            Share(sender.ReceiverLimitedMicros),
            Share(sender.SenderLimitedMicros),
            Math.Round(cpuShare, 3),
            (long)gap.TotalMicroseconds
        );
    }

    private void TakeSenders()
    {
        var sum = default(SenderView);
        foreach (var stream in streams)
        {
            if ((order.Direction == Direction.Down ? OfReport(stream.LastReport) : stream.Sender) is not { } one)
            {
                continue;
            }

            lowestRtt = one.MinRttMicros > 0 && (lowestRtt == 0 || one.MinRttMicros < lowestRtt) ? one.MinRttMicros : lowestRtt;
            sum = new(
                sum.BytesAcked + one.BytesAcked,
                sum.BytesRetransmitted + one.BytesRetransmitted,
                lowestRtt,
                sum.BusyMicros + one.BusyMicros,
                sum.ReceiverLimitedMicros + one.ReceiverLimitedMicros,
                sum.SenderLimitedMicros + one.SenderLimitedMicros
            );
        }

        sender = sum.BytesAcked > 0 ? sum : sender; // connections that are gone say nothing: what was seen last stands
    }

    private static SenderView? OfReport(ThroughputMessage? report) =>
        report?.Tcp is { } tcp
            ? new(tcp.BytesAcked, tcp.BytesRetransmitted, tcp.MinRtt, tcp.BusyTime, tcp.ReceiverLimited, tcp.SenderLimited)
            : null;
}
