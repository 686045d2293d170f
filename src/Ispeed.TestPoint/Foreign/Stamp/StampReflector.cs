using System.Net;
using System.Net.Sockets;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Stamp;

/// <summary>A stateless session reflector of STAMP, which TWAMP-light senders use too. Off unless a port is given: the registered one, 862, needs a privilege.</summary>
internal sealed partial class StampReflector : BackgroundService
{
    private readonly Socket? socket;
    private readonly PrefixBuckets rates;
    private readonly TimeProvider time;
    private readonly ILogger<StampReflector> logger;

    public StampReflector(PointSettings settings, TimeProvider time, ILogger<StampReflector> logger)
    {
        (this.time, this.logger) = (time, logger);
        rates = new(ForeignLimits.StampPacketsPerSecond, TimeSpan.FromSeconds(1), time);
        socket = settings.StampPort is { } port ? DataPorts.BindDatagrams(settings.Bind, port, "--stamp-port") : null;
    }

    /// <summary>Null where it is off.</summary>
    public int? Port => (socket?.LocalEndPoint as IPEndPoint)?.Port;

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

        var buffer = new byte[ForeignLimits.StampLargestBytes + 1]; // one more, so that a longer packet shows
        var anywhere = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var came = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anywhere, stoppingToken);
                var received = StampPacket.ToNtp(time.GetUtcNow());
                var from = (IPEndPoint)came.RemoteEndPoint;
                var address = from.Address.IsIPv4MappedToIPv6 ? from.Address.MapToIPv4() : from.Address;
                if (came.ReceivedBytes > ForeignLimits.StampLargestBytes || !rates.TryTake(address, 1))
                {
                    continue;
                }

                if (StampPacket.TryReflect(buffer.AsSpan(0, came.ReceivedBytes), received, StampPacket.ToNtp(time.GetUtcNow())))
                {
                    await socket.SendToAsync(buffer.AsMemory(0, came.ReceivedBytes), SocketFlags.None, from, stoppingToken);
                }
            }
            catch (SocketException unreachable)
            {
                Log.NotAnswered(logger, unreachable.SocketErrorCode); // an earlier reply came back as unreachable: the next packet is unharmed
            }
            catch (OperationCanceledException)
            {
                return; // the program stops
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1321, LogLevel.Debug, "A STAMP packet was not answered: {Error}")]
        public static partial void NotAnswered(ILogger logger, SocketError error);
    }
}
