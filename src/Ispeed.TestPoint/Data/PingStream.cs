using System.Net.Sockets;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>Round-trip times where datagrams do not pass: every small text message comes back as it was.</summary>
internal sealed class PingStream(DataChannel channel, Run run, PointLimits limits, TimeProvider time)
{
    private readonly ClientFrames frames = new(largestBinary: 0, largestText: 125);

    public async Task ServeAsync(ReadOnlyMemory<byte> greeting, ReadOnlyMemory<byte> early)
    {
        using var answers = new TextFrames(channel);

        // Liveness: as long as a datagram session; a run that is sealed ends it sooner.
        using var patience = new CancellationTokenSource(limits.ProbeSessionTime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, run.Ending);
        try
        {
            await channel.SendAsync(greeting, ending.Token);
            var (code, words) = await EchoAsync(early, answers, ending.Token);
            await answers.SendCloseAsync(code, words, ending.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // the client is gone or its time is over: nothing of it is counted
        }
        finally
        {
            run.Detach();
            await channel.CloseGentlyAsync(TimeSpan.FromSeconds(1), time);
        }
    }

    private async Task<(ushort Code, string Words)> EchoAsync(
        ReadOnlyMemory<byte> early,
        TextFrames answers,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[1024];
        early.CopyTo(buffer.AsMemory(0, Math.Min(early.Length, buffer.Length)));
        var waiting = Math.Min(early.Length, buffer.Length);
        var echoes = 0;
        while (true)
        {
            for (var at = 0; at < waiting; )
            {
                var seen = frames.Step(buffer.AsSpan(at, waiting - at), out var taken);
                at += taken;
                switch (seen)
                {
                    case FrameEvent.Text when echoes++ < Limits.PingsPerConnection:
                        await answers.SendSmallAsync(FrameKind.Text, frames.Content, cancellationToken);
                        break;
                    case FrameEvent.Ping:
                        await answers.SendSmallAsync(FrameKind.Pong, frames.Content, cancellationToken);
                        break;
                    case FrameEvent.Close:
                        return (1000, string.Empty);
                    case FrameEvent.Violation or FrameEvent.Load:
                        return (1002, "protocol error");
                    case FrameEvent.TooLarge:
                        return (1009, "message too large");
                }
            }

            waiting = await channel.ReceiveAsync(buffer, cancellationToken);
            if (waiting == 0)
            {
                return (1000, string.Empty);
            }
        }
    }
}
