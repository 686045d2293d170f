using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Latency1;

/// <summary>latency1 (MSAK): the client authorises over HTTP and kicks off by a datagram, then the point pings and the client echoes.</summary>
internal sealed partial class LatencyPort : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, LatencySession> sessions = new();
    private readonly PointLimits limits;
    private readonly TimeProvider time;
    private readonly ILogger<LatencyPort> logger;
    private readonly Socket? socket;

    public LatencyPort(PointSettings settings, PointLimits limits, TimeProvider time, ILogger<LatencyPort> logger)
    {
        (this.limits, this.time, this.logger) = (limits, time, logger);
        socket = settings.LatencyPort is { } port ? DataPorts.BindDatagrams(settings.Bind, port, "--latency1-port") : null;
    }

    /// <summary>Null where latency1 is off.</summary>
    public int? Port => (socket?.LocalEndPoint as IPEndPoint)?.Port;

    /// <summary>Lets an address begin a session of its run.</summary>
    public void Authorise(Run run, IPAddress address, string key)
    {
        if (socket is null)
        {
            return;
        }

        foreach (var (id, old) in sessions)
        {
            if (time.GetElapsedTime(old.OpenedAt) > limits.ProbeSessionTime)
            {
                sessions.TryRemove(id, out _);
            }
        }

        sessions[run.Id] = new(run, address, key, time);
    }

    /// <summary>What a session measured; it is told once.</summary>
    public LatencySummary? TakeResult(Guid run) => sessions.TryRemove(run, out var session) ? session.Summarise() : null;

    public override void Dispose()
    {
        socket?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (socket is null)
        {
            return;
        }

        var buffer = new byte[ForeignLimits.LatencyDatagramBytes + 1]; // one more, so that a longer datagram shows
        var anywhere = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        HashSet<Task> pinging = []; // one for each session that was kicked off: bounded by the runs and their life
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var came = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anywhere, stoppingToken);
                var now = time.GetTimestamp();
                if (
                    came.ReceivedBytes < buffer.Length
                    && Take(buffer.AsSpan(0, came.ReceivedBytes), (IPEndPoint)came.RemoteEndPoint, now) is { } session
                )
                {
                    pinging.RemoveWhere(ended => ended.IsCompleted);
                    pinging.Add(PingAsync(session, came.RemoteEndPoint, stoppingToken));
                }
            }
            catch (SocketException unreachable)
            {
                Log.NotReceived(logger, unreachable.SocketErrorCode); // an earlier ping came back as unreachable: the next datagram is unharmed
            }
            catch (OperationCanceledException)
            {
                break; // the program stops
            }
        }

        await Task.WhenAll(pinging); // Liveness: each ends with the token that has just ended this loop
    }

    /// <summary>The session whose pinging this datagram begins, null for any other.</summary>
    private LatencySession? Take(ReadOnlySpan<byte> datagram, IPEndPoint from, long now)
    {
        if (
            LatencyPacket.TryRead(datagram) is not { } packet
            || !Guid.TryParseExact(packet.Id, "D", out var run)
            || !sessions.TryGetValue(run, out var session)
            || time.GetElapsedTime(session.OpenedAt, now) > limits.ProbeSessionTime
        )
        {
            return null; // strangers get no answer
        }

        from = from.Address.IsIPv4MappedToIPv6 ? new(from.Address.MapToIPv4(), from.Port) : from;
        if (packet.Type == "s2c")
        {
            session.TryTakeEcho(packet, from, now);
            return null;
        }

        return packet.Type == "c2s" && session.TryBegin(packet, from) && session.Run.TryAttach() ? session : null;
    }

    private async Task PingAsync(LatencySession session, EndPoint to, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var gaps = new RandomGaps(
            new Random(session.Run.Id.GetHashCode()),
            ForeignLimits.LatencyMeanGap,
            ForeignLimits.LatencyShortestGap,
            ForeignLimits.LatencyLongestGap
        );
        try
        {
            // Liveness: ends with latency1's time, the run, or the program.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Run.Ending, cancellationToken);
            while (time.GetElapsedTime(started) < ForeignLimits.LatencyTime)
            {
                if (session.NextPing(time.GetTimestamp()) is { } ping)
                {
                    var datagram = JsonSerializer.SerializeToUtf8Bytes(ping, LatencyJson.Default.LatencyPacket);
                    await socket!.SendToAsync(datagram, SocketFlags.None, to, either.Token);
                }

                await Task.Delay(gaps.Next(), time, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // the ordinary end of a run or of the program
        }
        catch (SocketException unreachable)
        {
            Log.NotReceived(logger, unreachable.SocketErrorCode); // what was measured so far stands
        }
        finally
        {
            session.Run.Detach();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1311, LogLevel.Debug, "A latency1 datagram failed: {Error}")]
        public static partial void NotReceived(ILogger logger, SocketError error);
    }
}
