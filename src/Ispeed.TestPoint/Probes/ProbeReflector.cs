using System.Net;
using System.Net.Sockets;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;

namespace Ispeed.TestPoint.Probes;

/// <summary>Answers probes with as many bytes as they had, and nothing else with nothing. One thread, no allocation per datagram.</summary>
internal sealed partial class ProbeReflector(
    DataPorts ports,
    ProbeSessions sessions,
    PointCounters counters,
    TimeProvider time,
    ILogger<ProbeReflector> logger
) : BackgroundService
{
    private static readonly TimeSpan LongestHeld = TimeSpan.FromSeconds(1);
    private const int ReceiveMicros = 250_000; // how late the end of the program is seen

    /// <summary>A thread of its own waits in the kernel: how long a probe is held does not depend on what the thread pool has to do.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(
            () => Reflect(stoppingToken),
            CancellationToken.None, // it must begin, so that it ends in order
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private void Reflect(CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        var socket = ports.Datagrams;
        var buffer = new byte[Probe.Size + 1]; // one more, so that a longer datagram shows
        var sender = new SocketAddress(socket.AddressFamily);
        KernelArrival.Enable(socket);

        // Liveness: looks at the token after each wait, which has a limit.
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Waiting in poll and not in the receive itself: a receive that has to wait allocates.
                if (socket.Poll(ReceiveMicros, SelectMode.SelectRead))
                {
                    ReflectOne(socket, buffer, sender, started);
                }
            }
            catch (SocketException unreachable)
            {
                Log.NotAnswered(logger, unreachable.SocketErrorCode); // an earlier reply came back as unreachable: the next datagram is unharmed
            }
            catch (ObjectDisposedException)
            {
                return; // the program stops
            }
        }
    }

    private void ReflectOne(Socket socket, byte[] buffer, SocketAddress sender, long started)
    {
        var length = socket.ReceiveFrom(buffer, SocketFlags.None, sender);
        var micros = (ulong)(time.GetElapsedTime(started).Ticks / TimeSpan.TicksPerMicrosecond);
        if (!Probe.TryRead(buffer.AsSpan(0, length), out var request) || !sessions.TryTake(request, out var received))
        {
            counters.ProbeDropped();
            return;
        }

        var held = KernelArrival.TryGet(socket, out var arrived) ? time.GetUtcNow() - arrived : TimeSpan.Zero;
        var nanos = held > TimeSpan.Zero && held < LongestHeld ? (uint)(held.Ticks * 100) : 0; // else the clock was set meanwhile
        (request with { IsReply = true, Received = received, PointMicros = micros, HeldNanos = nanos }).Write(buffer);
        socket.SendTo(buffer.AsSpan(0, Probe.Size), SocketFlags.None, sender);
        counters.ProbeAnswered();
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Debug, "A probe was not answered: {Error}")]
        public static partial void NotAnswered(ILogger logger, SocketError error);
    }
}
