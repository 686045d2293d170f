using System.Net;
using System.Net.Sockets;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;

namespace Ispeed.TestPoint.Probes;

/// <summary>Answers probes with as many bytes as they had, and nothing else with nothing. One loop, no allocation per datagram.</summary>
internal sealed partial class ProbeReflector(
    DataPorts ports,
    ProbeSessions sessions,
    PointCounters counters,
    TimeProvider time,
    ILogger<ProbeReflector> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        var buffer = GC.AllocateArray<byte>(Probe.Size + 1, pinned: true); // one more, so that a longer datagram shows
        var sender = new SocketAddress(ports.Datagrams.AddressFamily);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var length = await ports.Datagrams.ReceiveFromAsync(buffer, SocketFlags.None, sender, stoppingToken);
                var micros = (ulong)(time.GetElapsedTime(started).Ticks / TimeSpan.TicksPerMicrosecond);
                if (!Probe.TryRead(buffer.AsSpan(0, length), out var request) || !sessions.TryTake(request, out var received))
                {
                    counters.ProbeDropped();
                    continue;
                }

                (request with { IsReply = true, Received = received, PointMicros = micros }).Write(buffer);
                await ports.Datagrams.SendToAsync(buffer.AsMemory(0, Probe.Size), SocketFlags.None, sender, stoppingToken);
                counters.ProbeAnswered();
            }
            catch (SocketException unreachable)
            {
                Log.NotAnswered(logger, unreachable.SocketErrorCode); // an earlier reply came back as unreachable: the next datagram is unharmed
            }
            catch (OperationCanceledException)
            {
                return; // the program stops
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Debug, "A probe was not answered: {Error}")]
        public static partial void NotAnswered(ILogger logger, SocketError error);
    }
}
