using System.Buffers;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>A throughput1 upload: counts what arrives as it arrives, without looking at it, and tells the client often enough for a fine curve.</summary>
internal sealed class UploadStream : LoadStream
{
    private const int BufferBytes = 64 << 10; // stays in the second-level cache
    private const int DiscardFrom = 16 << 10; // below this, copying costs less than another call
    private const int HeadBytes = 512; // of the next message, where what follows is discarded

    private const int LeastWakeBytes = 128 << 10; // a flow that brings less in the wake time is woken for each packet
    private const int MostWakeBytes = 1 << 20;

    private static readonly TimeSpan WakeTime = TimeSpan.FromMilliseconds(1); // how late a fast flow's bytes may be counted

    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(1);

    private readonly ClientFrames frames = new(Measure.Wire.Limits.LargestUploadMessageBytes, Measure.Wire.Limits.TextMessageBytes);
    private readonly byte[] pong = new byte[125];
    private readonly Lock gate = new();
    private readonly CancellationTokenSource reporting;
    private TcpSample sample;
    private bool hasSample;
    private long received;
    private long tickedAt;
    private long tickedReceived;
    private int wakeBytes = 1;
    private long closedAt;
    private bool clientClosed;
    private CutReason? refused;
    private volatile int pongLength = -1;

    public UploadStream(DataChannel channel, Run run, Load load, int number, StreamRequest request, PointLimits limits, TimeProvider time)
        : base(channel, run, load, number, request, limits, time) => reporting = CancellationTokenSource.CreateLinkedTokenSource(Cutting);

    public override void Tick(long now)
    {
        lock (gate)
        {
            hasSample = TcpSample.TryTake(Channel.Socket, out sample) || hasSample;
            Watch(now, Interlocked.Read(ref received));
            SpaceWakes(now);
            if (closedAt != 0 && Time.GetElapsedTime(closedAt, now) > CloseGrace)
            {
                Cut(CutReason.Finished); // told to end a while ago
            }
        }
    }

    public override StreamCount Count()
    {
        lock (gate)
        {
            return new(Interlocked.Read(ref received), 0, hasSample ? sample.MinRtt : 0, 0, CongestionControl);
        }
    }

    protected override async Task CarryAsync(ReadOnlyMemory<byte> early)
    {
        Channel.ExpectUpload();
        var reports = ReportAsync();
        try
        {
            await ReceiveAsync(early);
        }
        finally
        {
            await reporting.CancelAsync();
            await reports; // Liveness: it ends with the token that was just cancelled
            reporting.Dispose();
        }

        if (refused is { } reason)
        {
            var (code, words) = reason switch
            {
                CutReason.TooLarge => ((ushort)1009, "message too large"),
                CutReason.BudgetSpent => ((ushort)1008, "budget spent"),
                _ => ((ushort)1002, "protocol error"),
            };
            await Frames.SendCloseAsync(code, words, Cutting);
            Cut(reason);
        }
        else if (clientClosed && closedAt == 0)
        {
            await SendReportAsync(Cutting); // the last word on what arrived
            await Frames.SendCloseAsync(1000, string.Empty, Cutting);
        }
    }

    private async Task ReceiveAsync(ReadOnlyMemory<byte> early)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var goesOn = Take(early.Span);
            var turn = 0;
            while (goesOn)
            {
                // Liveness: the ticker cuts a stream on which nothing arrives.
                int count;
                if (Channel.CanDiscard && frames.LoadAhead >= DiscardFrom)
                {
                    count = await Channel.DiscardAsync((int)Math.Min(frames.LoadAhead, int.MaxValue), Cutting);
                    frames.SkipLoad(count);
                    goesOn = count > 0 && Receive(count);
                }
                else
                {
                    // Between large messages: what is left of this one and the head of the next, and no load that could be discarded instead.
                    var wanted = Channel.CanDiscard && frames.LoadOfFrame >= DiscardFrom ? (int)frames.LoadAhead + HeadBytes : BufferBytes;
                    count = await Channel.ReceiveAsync(buffer.AsMemory(0, wanted), Cutting);
                    goesOn = count > 0 && Take(buffer.AsSpan(0, count));
                }

                if (count == 0 && closedAt == 0)
                {
                    Cut(CutReason.Broken); // gone without a close frame
                }

                turn += count;
                if (turn >= TurnBytes)
                {
                    turn = 0;
                    await Task.Yield();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The only writer while the stream runs. Ends with the stream, or by telling the client that its time is up.</summary>
    private async Task ReportAsync()
    {
        try
        {
            await Started.WaitAsync(reporting.Token); // Liveness: the ticker cuts a stream that is held too long
            using var timer = new PeriodicTimer(CountSpacing(), Time);
            var reported = Time.GetTimestamp();
            while (await timer.WaitForNextTickAsync(reporting.Token))
            {
                if (pongLength >= 0)
                {
                    await SendPongAsync();
                }

                // A frame under way is never broken off by the end of reporting, only by a cut.
                if (Time.GetElapsedTime(reported) >= Limits.ReportSpacing)
                {
                    reported = Time.GetTimestamp();
                    timer.Period = CountSpacing();
                    await SendReportAsync(Cutting);
                }
                else
                {
                    // A plain throughput1 client takes each message's count of the stream for the latest one.
                    var count = Count(Load.Moved);
                    await Frames.SendReportAsync(
                        Run.IsOurs ? count : count with { Application = new(0, Interlocked.Read(ref received)) },
                        Cutting
                    );
                }

                if (IsTimeUp || Interlocked.Read(ref received) >= Request.Bytes)
                {
                    await Frames.SendCloseAsync(1000, string.Empty, Cutting);
                    lock (gate)
                    {
                        closedAt = Time.GetTimestamp();
                    }

                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the ordinary end
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            Cut(CutReason.Broken);
        }
    }

    // Called under the gate. A fast flow is read a millisecond's worth at a time, because each wake-up costs more than what one packet brings. A flow that
    // has become slow or has ended is woken for every byte again, at the latest two ticks later.
    private void SpaceWakes(long now)
    {
        var bytes = Interlocked.Read(ref received);
        var elapsed = Time.GetElapsedTime(tickedAt, now);
        if (elapsed <= TimeSpan.Zero)
        {
            return; // the last look, in the same instant
        }

        var wanted = tickedAt == 0 ? 0 : (bytes - tickedReceived) * (WakeTime / elapsed);
        (tickedAt, tickedReceived) = (now, bytes);
        var wake = wanted < LeastWakeBytes ? 1 : (int)Math.Min(wanted, MostWakeBytes);
        if (wake != wakeBytes && (wake == 1 || Math.Abs(wake - wakeBytes) > wakeBytes / 4))
        {
            wakeBytes = wake;
            TcpSample.WakeAt(Channel.Socket, wake);
        }
    }

    /// <summary>A quarter of the round-trip time: four points of the curve in each.</summary>
    private TimeSpan CountSpacing()
    {
        lock (gate)
        {
            hasSample = TcpSample.TryTake(Channel.Socket, out sample) || hasSample;
            var quarter = TimeSpan.FromMicroseconds(hasSample ? sample.MinRtt / 4.0 : 0);
            var (shortest, longest) = (Measure.Wire.Limits.ShortestCountSpacing, Measure.Wire.Limits.LongestCountSpacing);
            return quarter < shortest ? shortest
                : quarter > longest ? longest
                : quarter;
        }
    }

    private ValueTask SendReportAsync(CancellationToken cancellationToken)
    {
        TcpSample? tcp;
        lock (gate)
        {
            tcp = hasSample ? sample : null;
        }

        return Frames.SendReportAsync(Report(new(0, Interlocked.Read(ref received)), tcp, leftStartUp: false), cancellationToken);
    }

    private ValueTask SendPongAsync()
    {
        Span<byte> copy = stackalloc byte[125];
        int length;
        lock (gate)
        {
            length = pongLength;
            pong.AsSpan(0, length).CopyTo(copy);
            pongLength = -1;
        }

        return Frames.SendSmallAsync(FrameKind.Pong, copy[..length], Cutting);
    }

    /// <summary>Counts what arrived; false when nothing more is wanted.</summary>
    private bool Take(ReadOnlySpan<byte> bytes)
    {
        long load = 0;
        var goesOn = true;
        while (goesOn && bytes.Length > 0)
        {
            var seen = frames.Step(bytes, out var taken);
            bytes = bytes[taken..];
            if (seen == FrameEvent.Load)
            {
                load += taken;
            }
            else
            {
                goesOn = Act(seen);
            }
        }

        return Receive(load) && goesOn;
    }

    private bool Receive(long load)
    {
        if (load == 0)
        {
            return true;
        }

        Start(); // a client that sends has started, whatever it announced
        Load.Move(load, Time.GetTimestamp());
        Interlocked.Add(ref received, load);
        if (Run.TrySpend(load))
        {
            return true;
        }

        refused = CutReason.BudgetSpent;
        return false;
    }

    private bool Act(FrameEvent seen)
    {
        switch (seen)
        {
            case FrameEvent.Text:
                Start();
                return true;
            case FrameEvent.Ping:
                lock (gate)
                {
                    frames.Content.CopyTo(pong);
                    pongLength = frames.Content.Length;
                }

                return true;
            case FrameEvent.Close:
                clientClosed = true;
                return false;
            case FrameEvent.Violation:
                refused = CutReason.Garbage;
                return false;
            case FrameEvent.TooLarge:
                refused = CutReason.TooLarge;
                return false;
            default:
                return true;
        }
    }
}
