using System.Buffers;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>A throughput1 download: prebuilt messages as fast as the socket takes them, reports between them.</summary>
internal sealed class DownloadStream : LoadStream
{
    private const int GrowthShare = 16; // of the payload sent (throughput1)
    private const long GrowthMillis = 10; // of the delivery rate: no message delays the next report for longer
    private const int FirstNotSent = 128 << 10; // until a rate is known
    private const int LeastNotSent = 16 << 10; // on a slow line more would make each report wait for it
    private const int MostNotSent = 16 << 20;
    private const long NotSentMillis = 40; // of the delivery rate: the socket never runs dry between two writes

    private readonly ClientFrames frames = new(largestBinary: 0, Measure.Wire.Limits.TextMessageBytes);
    private readonly byte[] pong = new byte[125];
    private readonly TaskCompletionSource delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SendingPace pace;
    private readonly Lock gate = new();
    private TcpSample sample;
    private bool hasSample;
    private long lookedAt;
    private long applicationLimited; // microseconds
    private bool sawStartUp;
    private volatile bool leftStartUp;
    private int notSentBound = FirstNotSent;
    private long preamble; // bytes of the socket before the first payload
    private long payload; // handed to the socket
    private long wire; // bytes of the socket when payload was counted last
    private volatile int underWay; // payload of the message that is being handed over
    private bool isSent; // everything, the close frame included
    private volatile int pongLength = -1;
    private CutReason? refused;
    private volatile int closeCode; // 0: the client has not asked for the end

    public DownloadStream(DataChannel channel, Run run, Load load, int number, StreamRequest request, PointLimits limits, TimeProvider time)
        : base(channel, run, load, number, request, limits, time)
    {
        pace = new(channel, time);
        TcpSample.BoundNotSent(channel.Socket, notSentBound);
    }

    public override void Tick(long now)
    {
        lock (gate)
        {
            TakeSample();
            pace.Tick(sample, now);
            CountApplicationLimit(now);
            if (isSent && (!hasSample || sample.BytesAcked >= wire))
            {
                delivered.TrySetResult();
                return;
            }

            if (hasSample && sample.IsClosed)
            {
                Cut(CutReason.Broken);
            }

            Watch(now, hasSample ? sample.BytesAcked : Channel.SocketBytesSent);
        }
    }

    public override StreamCount Count()
    {
        lock (gate)
        {
            if (!hasSample)
            {
                return new(payload, 0, 0, 0, CongestionControl); // no kernel view: what was handed over stands for what arrived
            }

            var acked = ToPayload(sample.BytesAcked);
            var left = ToPayload(sample.BytesLeft);
            var limited = sample.Limited with { Application = applicationLimited };
            return new(acked, Math.Max(0, left - acked), sample.MinRtt, sample.BytesRetransmitted, CongestionControl, limited);
        }
    }

    protected override async Task CarryAsync(ReadOnlyMemory<byte> early)
    {
        lock (gate)
        {
            preamble = Channel.SocketBytesSent;
            wire = preamble;
            TakeSample(); // BBR is still in start-up now, whatever the ticker sees first
        }

        var reading = ReadAsync(early);
        var whole = false;
        try
        {
            await Started.WaitAsync(Cutting); // Liveness: the ticker cuts a stream that is held too long
            await SendLoadAsync();
            await SendEndAsync();
            await WaitForDeliveryAsync(reading);
            whole = true;
        }
        finally
        {
            Cut(whole ? refused ?? CutReason.Finished : CutReason.Broken); // no effect on a stream that was cut before
            await reading; // Liveness: every read carries the token that was just cancelled
        }
    }

    private async Task SendLoadAsync()
    {
        var step = 0;
        var reported = TimeSpan.Zero;
        var toldLeft = false;
        var turn = 0;
        while (!IsOver())
        {
            var elapsed = Elapsed;
            if (elapsed - reported >= Limits.ReportSpacing || (leftStartUp && !toldLeft))
            {
                reported = elapsed;
                toldLeft = leftStartUp;
                await SendReportAsync();
            }

            if (pongLength >= 0)
            {
                await SendPongAsync();
            }

            var next = step;
            while (next > 0 && LoadFrames.PayloadOfStep(next) > Request.Bytes - payload)
            {
                next--; // the last messages shrink, so that the end is met within the smallest
            }

            var size = LoadFrames.PayloadOfStep(next);
            if (!pace.TryTake(size))
            {
                await pace.WaitAsync(Cutting);
                continue;
            }

            if (!Run.TrySpend(size))
            {
                return;
            }

            Load.Move(size, Time.GetTimestamp());
            underWay = size;
            await Channel.SendAsync(LoadFrames.OfStep(next), Cutting);
            if (CountAndGrow(size) && step < LoadFrames.LastStep)
            {
                step++;
            }

            turn += size;
            if (turn >= TurnBytes)
            {
                turn = 0;
                await Task.Yield();
            }
        }
    }

    private bool IsOver() => closeCode != 0 || payload >= Request.Bytes || IsTimeUp || Cutting.IsCancellationRequested;

    /// <summary>Until all is acknowledged, or the client has said the same.</summary>
    private async Task WaitForDeliveryAsync(Task reading)
    {
        if (refused is not null)
        {
            return;
        }

        // Liveness: the ticker completes or cuts; after that the client has a second to answer the close.
        await delivered.Task.WaitAsync(Cutting);
        try
        {
            await reading.WaitAsync(TimeSpan.FromSeconds(1), Time, Cutting);
        }
        catch (TimeoutException)
        {
            // everything arrived; that the client says nothing more changes no figure
        }
    }

    private async Task SendEndAsync()
    {
        await SendReportAsync();
        var (code, words) = refused switch
        {
            CutReason.Garbage => ((ushort)1002, "protocol error"),
            CutReason.TooLarge => ((ushort)1009, "message too large"),
            _ => ((ushort)1000, string.Empty),
        };
        await Frames.SendCloseAsync(code, words, Cutting);
        lock (gate)
        {
            wire = Channel.SocketBytesSent;
            isSent = true;
        }
    }

    private ValueTask SendReportAsync()
    {
        TcpSample? tcp;
        bool left;
        long sent;
        lock (gate)
        {
            TakeSample();
            tcp = hasSample ? sample : null;
            left = leftStartUp;
            sent = payload;
        }

        return Frames.SendReportAsync(Report(new(sent, 0), tcp, left), Cutting);
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

    /// <summary>Counts a message that the socket has taken; says whether the next may be twice as large.</summary>
    private bool CountAndGrow(int size)
    {
        lock (gate)
        {
            payload += size;
            underWay = 0;
            wire = Channel.SocketBytesSent;
            if (size > payload / GrowthShare || size == Measure.Wire.Limits.LargestMessageBytes)
            {
                return false;
            }

            TakeSample();
            var rate = hasSample ? sample.DeliveryRate : (long)(payload / Math.Max(0.001, Elapsed.TotalSeconds));
            return size <= rate * GrowthMillis / 1000;
        }
    }

    // Called under the gate. The flag is that of the last delivery: it stands for the time since the last look.
    private void CountApplicationLimit(long now)
    {
        if (lookedAt != 0 && HasStarted && !isSent && hasSample && sample.ApplicationLimited)
        {
            applicationLimited += Time.GetElapsedTime(lookedAt, now).Ticks / TimeSpan.TicksPerMicrosecond;
        }

        lookedAt = now;
    }

    // Called under the gate.
    private void TakeSample()
    {
        if (!TcpSample.TryTake(Channel.Socket, out var taken))
        {
            return;
        }

        sample = taken;
        hasSample = true;
        sawStartUp |= taken.IsStartingUp;
        leftStartUp |= sawStartUp && taken.ProbesUnlimited;
        var wanted = Math.Clamp(taken.DeliveryRate * NotSentMillis / 1000, LeastNotSent, MostNotSent);
        if (taken.DeliveryRate > 0 && Math.Abs(wanted - notSentBound) > notSentBound / 4)
        {
            notSentBound = (int)wanted;
            TcpSample.BoundNotSent(Channel.Socket, notSentBound);
        }
    }

    // Called under the gate. Heads, reports and TLS records are spread evenly, so payload is to the socket's bytes as it was at the last message;
    // of the message under way, what the kernel knows about counts whole.
    private long ToPayload(long socketBytes)
    {
        var whole = wire - preamble;
        var part = socketBytes - preamble;
        if (part >= whole)
        {
            return payload + Math.Min(part - whole, underWay);
        }

        return part <= 0 ? 0 : (long)((Int128)payload * part / whole);
    }

    private async Task ReadAsync(ReadOnlyMemory<byte> early)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            var goesOn = Take(early.Span);
            while (goesOn)
            {
                var count = await Channel.ReceiveAsync(buffer, Cutting);
                goesOn = count > 0 && Take(buffer.AsSpan(0, count));
                if (count == 0 && closeCode == 0)
                {
                    Cut(CutReason.Broken); // gone without a close frame
                }
            }
        }
        catch (Exception ended)
            when (ended is OperationCanceledException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            if (closeCode == 0)
            {
                Cut(CutReason.Broken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Acts on what the client says; false when nothing more is wanted from it.</summary>
    private bool Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var seen = frames.Step(bytes, out var taken);
            bytes = bytes[taken..];
            switch (seen)
            {
                case FrameEvent.Text:
                    pace.Read(frames.Content);
                    Start();
                    break;
                case FrameEvent.Ping:
                    lock (gate)
                    {
                        frames.Content.CopyTo(pong);
                        pongLength = frames.Content.Length;
                    }

                    break;
                case FrameEvent.Close:
                    closeCode = frames.CloseCode;
                    if (closeCode == WebSocketFrame.DropQueue)
                    {
                        Cut(CutReason.Dropped);
                    }

                    pace.Release();
                    Start(); // a held stream that is closed ends like any other
                    return false;
                case FrameEvent.Violation or FrameEvent.Load:
                    Refuse(CutReason.Garbage);
                    return false;
                case FrameEvent.TooLarge:
                    Refuse(CutReason.TooLarge);
                    return false;
            }
        }

        return true;
    }

    private void Refuse(CutReason reason)
    {
        refused = reason; // the close frame follows when the message under way has ended
        closeCode = 1002;
        pace.Release();
        Start();
    }
}
