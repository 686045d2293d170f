using System.Buffers;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Ndt7;

/// <summary>ndt7's download: messages that double while they are at most a sixteenth of what was sent, measurements between them, and always a whole message and a Close frame at the end.</summary>
internal sealed class NdtDownload(
    DataChannel channel,
    Run run,
    Load load,
    int number,
    bool earlyExit,
    PointLimits limits,
    TimeProvider time
) : NdtStream(channel, run, load, number, limits, time)
{
    private const int GrowthShare = 16;
    private const long EarlyExitBytes = ForeignLimits.NdtEarlyExitMegabytes * 1_000_000L;
    private const int FirstNotSent = 128 << 10;
    private const int LeastNotSent = 64 << 10;
    private const int MostNotSent = 16 << 20;
    private const long NotSentMillis = 40; // of the delivery rate: the socket never runs dry, and the end does not wait long behind the queue

    private readonly Lock gate = new();
    private TcpSample sample;
    private bool hasSample;
    private long preamble;
    private long payload;
    private long wire;
    private bool isSent;
    private int notSentBound = FirstNotSent;
    private volatile bool clientEnds;
    private volatile bool violated;
    private readonly TaskCompletionSource delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Tick(long now)
    {
        lock (gate)
        {
            TakeSample();
            if (isSent && (!hasSample || sample.BytesAcked >= wire))
            {
                delivered.TrySetResult();
                return;
            }

            WatchNdt(now, hasSample ? sample.BytesAcked : Channel.SocketBytesSent);
            if (hasSample && sample.IsClosed)
            {
                Cut(CutReason.Broken);
            }
        }
    }

    public override StreamCount Count()
    {
        lock (gate)
        {
            if (!hasSample)
            {
                return new(payload, 0, 0, 0, CongestionControl);
            }

            var acked = ToPayload(sample.BytesAcked);
            return new(
                acked,
                Math.Max(0, ToPayload(sample.BytesLeft) - acked),
                sample.MinRtt,
                sample.BytesRetransmitted,
                CongestionControl,
                sample.Limited
            );
        }
    }

    protected override async Task CarryAsync(ReadOnlyMemory<byte> early)
    {
        TcpSample.BoundNotSent(Channel.Socket, notSentBound);
        lock (gate)
        {
            preamble = Channel.SocketBytesSent;
            wire = preamble;
        }

        var reading = ReadAsync(early);
        var whole = false;
        try
        {
            await SendLoadAsync();
            await Messages.SendMeasurementAsync(Cutting);
            await Messages.SendCloseAsync((ushort)(violated ? 1002 : 1000), Cutting);
            lock (gate)
            {
                wire = Channel.SocketBytesSent;
                isSent = true;
            }

            // Liveness: the ticker completes it, or cuts.
            await delivered.Task.WaitAsync(Cutting);
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), Time, Cutting)); // the client may say goodbye
            whole = true;
        }
        finally
        {
            Cut(
                violated ? CutReason.Garbage
                : whole ? CutReason.Finished
                : CutReason.Broken
            );
            await reading; // Liveness: every read carries the token that was just cancelled
            Messages.Dispose();
        }
    }

    private async Task SendLoadAsync()
    {
        var step = 0;
        var due = TimeSpan.Zero;
        while (!clientEnds && !IsTimeUp && !Cutting.IsCancellationRequested && !IsEnough())
        {
            if (Elapsed >= due)
            {
                await SendSampleAsync();
                due = Elapsed + NextGap();
            }

            var size = LoadFrames.PayloadOfStep(step);
            if (!Run.TrySpend(size))
            {
                return;
            }

            Load.Move(size, Time.GetTimestamp());
            await Channel.SendAsync(LoadFrames.OfStep(step), Cutting);
            lock (gate)
            {
                payload += size;
                wire = Channel.SocketBytesSent;
            }

            if (step < LoadFrames.LastStep && size <= payload / GrowthShare)
            {
                step++;
            }
        }
    }

    private bool IsEnough()
    {
        if (!earlyExit || payload < EarlyExitBytes)
        {
            return false;
        }

        lock (gate)
        {
            TakeSample();
            return !hasSample || sample.BytesAcked >= EarlyExitBytes;
        }
    }

    // Called under the gate.
    private void TakeSample()
    {
        if (!TcpSample.TryTake(Channel.Socket, out var taken))
        {
            return;
        }

        (sample, hasSample) = (taken, true);
        var wanted = Math.Clamp(taken.DeliveryRate * NotSentMillis / 1000, LeastNotSent, MostNotSent);
        if (taken.DeliveryRate > 0 && Math.Abs(wanted - notSentBound) > notSentBound / 4)
        {
            notSentBound = (int)wanted;
            TcpSample.BoundNotSent(Channel.Socket, notSentBound);
        }
    }

    // Called under the gate. Heads, measurements and TLS are spread evenly over the payload.
    private long ToPayload(long socketBytes)
    {
        var (part, whole) = (socketBytes - preamble, wire - preamble);
        return part <= 0 ? 0
            : part >= whole ? payload
            : (long)((Int128)payload * part / whole);
    }

    private async Task ReadAsync(ReadOnlyMemory<byte> early)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var goesOn = Take(early.Span);
            while (goesOn)
            {
                var count = await Channel.ReceiveAsync(buffer, Cutting);
                if (count == 0)
                {
                    Cut(clientEnds || isSent ? CutReason.Finished : CutReason.Broken);
                    return;
                }

                goesOn = Take(buffer.AsSpan(0, count));
            }
        }
        catch (Exception ended)
            when (ended is OperationCanceledException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            Cut(CutReason.Broken); // without effect on a stream that has ended
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var seen = Frame.Step(bytes, out var taken);
            bytes = bytes[taken..];
            switch (seen)
            {
                case FrameEvent.Ping:
                    Owe(Frame.Content);
                    break;
                case FrameEvent.Close:
                    clientEnds = true;
                    return false;
                case FrameEvent.Load or FrameEvent.Violation or FrameEvent.TooLarge:
                    // A client that sends load while it downloads is to be closed.
                    violated = true;
                    clientEnds = true;
                    return false;
            }
        }

        return true;
    }
}
