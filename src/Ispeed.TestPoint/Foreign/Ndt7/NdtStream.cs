using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Ndt7;

/// <summary>What both directions of ndt7 share: its clock, its measurements, and the answers to a client's control frames.</summary>
internal abstract class NdtStream : LoadStream
{
    private readonly RandomGaps gaps;
    private readonly long openedAt;
    private readonly Lock gate = new();
    private byte[]? pong;

    protected NdtStream(DataChannel channel, Run run, Load load, int number, PointLimits limits, TimeProvider time)
        : base(channel, run, load, number, new(limits.NdtLoadTime, long.MaxValue, Hold: false), limits, time)
    {
        openedAt = time.GetTimestamp();
        gaps = new(
            new Random(HashCode.Combine(run.Id, load.Direction)),
            ForeignLimits.NdtMeanGap,
            ForeignLimits.NdtShortestGap,
            ForeignLimits.NdtLongestGap
        );
        Messages = new(channel, $"{run.Id:D}-{(load.Direction == Direction.Down ? "down" : "up")}", time.GetUtcNow(), openedAt, time);
    }

    protected NdtMessages Messages { get; }

    protected ClientFrames Frame { get; } = new(Measure.Wire.Limits.LargestUploadMessageBytes, Measure.Wire.Limits.TextMessageBytes);

    protected TimeSpan NextGap() => gaps.Next();

    protected async Task SendSampleAsync()
    {
        await Messages.SendMeasurementAsync(Cutting);
        await Messages.SendPingAsync(Cutting);
        byte[]? answer;
        lock (gate)
        {
            (answer, pong) = (pong, null);
        }

        if (answer is not null)
        {
            await Messages.SendPongAsync(answer, Cutting);
        }
    }

    protected void Owe(ReadOnlySpan<byte> ping)
    {
        lock (gate)
        {
            pong = ping.ToArray();
        }
    }

    /// <summary>Cuts what stalls, and what is still there when ndt7 has long been over.</summary>
    protected void WatchNdt(long now, long mark)
    {
        Watch(now, mark);
        if (Time.GetElapsedTime(openedAt, now) > Limits.NdtStreamTime)
        {
            Cut(CutReason.TooOld);
        }
    }
}
