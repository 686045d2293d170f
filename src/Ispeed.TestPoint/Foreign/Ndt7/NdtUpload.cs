using System.Buffers;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Ndt7;

/// <summary>ndt7's upload: takes messages up to 16 MiB without looking at them, and tells the client what the kernel has received.</summary>
internal sealed class NdtUpload(DataChannel channel, Run run, Load load, int number, PointLimits limits, TimeProvider time)
    : NdtStream(channel, run, load, number, limits, time)
{
    private const int BufferBytes = 64 << 10;

    private readonly CancellationTokenSource telling = new();
    private TcpSample sample;
    private bool hasSample;
    private long received;
    private long minRtt;
    private bool violated;
    private volatile bool told; // that its time is up

    public override void Tick(long now)
    {
        if (TcpSample.TryTake(Channel.Socket, out var taken))
        {
            (sample, hasSample) = (taken, true);
            Interlocked.Exchange(ref minRtt, taken.MinRtt);
        }

        WatchNdt(now, Interlocked.Read(ref received));
        if (hasSample && sample.IsClosed)
        {
            Cut(CutReason.Broken);
        }
    }

    public override StreamCount Count() => new(Interlocked.Read(ref received), 0, Interlocked.Read(ref minRtt), 0, CongestionControl);

    protected override async Task CarryAsync(ReadOnlyMemory<byte> early)
    {
        var reports = TellAsync();
        try
        {
            await ReceiveAsync(early);
        }
        finally
        {
            await telling.CancelAsync();
            await reports; // Liveness: it ends with the token that was just cancelled
            telling.Dispose();
        }

        if (!told && !Cutting.IsCancellationRequested)
        {
            await Messages.SendMeasurementAsync(Cutting);
            await Messages.SendCloseAsync((ushort)(violated ? 1002 : 1000), Cutting);
        }

        Messages.Dispose();
        Cut(violated ? CutReason.Garbage : CutReason.Finished); // without effect when it was cut before
    }

    /// <summary>The only writer while the client sends: a first measurement at once, the last with the end of the load time.</summary>
    private async Task TellAsync()
    {
        try
        {
            await SendSampleAsync();
            for (var gap = NextGap(); gap < Request.Duration - Elapsed; gap = NextGap())
            {
                await Task.Delay(gap, Time, telling.Token); // a frame under way is broken off by a cut only
                await SendSampleAsync();
            }

            if (Request.Duration - Elapsed is { } left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, Time, telling.Token);
            }

            await Messages.SendMeasurementAsync(Cutting);
            await Messages.SendCloseAsync(1000, Cutting);
            told = true;
        }
        catch (OperationCanceledException)
        {
            // the client has ended, or the stream was cut
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            Cut(CutReason.Broken);
        }
    }

    private async Task ReceiveAsync(ReadOnlyMemory<byte> early)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var goesOn = Take(early.Span);
            while (goesOn)
            {
                // Liveness: the ticker cuts a stream on which nothing arrives, or that goes on after it was told to end.
                var count = await Channel.ReceiveAsync(buffer, Cutting);
                if (count == 0 && !told)
                {
                    Cut(CutReason.Broken);
                }

                goesOn = count > 0 && Take(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Take(ReadOnlySpan<byte> bytes)
    {
        long moved = 0;
        var goesOn = true;
        while (goesOn && bytes.Length > 0)
        {
            var seen = Frame.Step(bytes, out var taken);
            bytes = bytes[taken..];
            switch (seen)
            {
                case FrameEvent.Load:
                    moved += taken;
                    break;
                case FrameEvent.Ping:
                    Owe(Frame.Content);
                    break;
                case FrameEvent.Close:
                    goesOn = false;
                    break;
                case FrameEvent.Violation or FrameEvent.TooLarge:
                    (violated, goesOn) = (true, false);
                    break;
            }
        }

        // What comes after the end was announced was sent before the client could know: drained, and not counted.
        if (moved > 0 && !told)
        {
            Load.Move(moved, Time.GetTimestamp());
            Interlocked.Add(ref received, moved);
            goesOn &= Run.TrySpend(moved); // used up: an early end like any other
        }

        return goesOn;
    }
}
