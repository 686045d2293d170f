using System.Net;
using System.Net.Sockets;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>The sockets of the data port, bound before anything else starts, so that a taken port is said at once.</summary>
internal sealed class DataPorts : IDisposable
{
    private const int Backlog = 4096;
    private const int AttemptsForAnyPort = 16;

    private DataPorts(Socket plain, Socket? secure, Socket datagrams)
    {
        Plain = plain;
        Secure = secure;
        Datagrams = datagrams;
    }

    public Socket Plain { get; }

    public Socket? Secure { get; }

    /// <summary>On the number of the plain port.</summary>
    public Socket Datagrams { get; }

    public int PlainPort => ((IPEndPoint)Plain.LocalEndPoint!).Port;

    public int? SecurePort => (Secure?.LocalEndPoint as IPEndPoint)?.Port;

    public static DataPorts Bind(PointSettings settings)
    {
        var (plain, datagrams) = BindPair(settings);
        try
        {
            var secure = settings.TlsPort is { } port ? Listen(settings.Bind, port, "--tls-port") : null;
            return new(plain, secure, datagrams);
        }
        catch
        {
            plain.Dispose();
            datagrams.Dispose();
            throw;
        }
    }

    /// <summary>A port for datagrams of a protocol of its own.</summary>
    public static Socket BindDatagrams(IPAddress? address, int port, string option) =>
        Bind(address, port, SocketType.Dgram, ProtocolType.Udp, option);

    /// <summary>Says at once when a port that another part of the program binds later is taken.</summary>
    public static void CheckFree(IPAddress? address, int port, string option) =>
        Bind(address, port, SocketType.Stream, ProtocolType.Tcp, option).Dispose();

    public void Dispose()
    {
        Plain.Dispose();
        Secure?.Dispose();
        Datagrams.Dispose();
    }

    private static (Socket Plain, Socket Datagrams) BindPair(PointSettings settings)
    {
        for (var attempt = 1; ; attempt++)
        {
            var plain = Listen(settings.Bind, settings.Port, "--port");
            try
            {
                var port = ((IPEndPoint)plain.LocalEndPoint!).Port;
                return (plain, Bind(settings.Bind, port, SocketType.Dgram, ProtocolType.Udp, "--port"));
            }
            catch (StartUpFailure) when (settings.Port == 0 && attempt < AttemptsForAnyPort)
            {
                plain.Dispose(); // the system chose a TCP port whose UDP number is taken: let it choose again
            }
            catch
            {
                plain.Dispose();
                throw;
            }
        }
    }

    private static Socket Listen(IPAddress? address, int port, string option)
    {
        var listener = Bind(address, port, SocketType.Stream, ProtocolType.Tcp, option);
        TcpSample.UseCongestionControl(listener, "bbr"); // what is accepted inherits it
        listener.Listen(Backlog);
        return listener;
    }

    private static Socket Bind(IPAddress? address, int port, SocketType type, ProtocolType protocol, string option)
    {
        var family = address?.AddressFamily ?? (Socket.OSSupportsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        var socket = new Socket(family, type, protocol);
        try
        {
            if (family == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = address is null || address.Equals(IPAddress.IPv6Any);
            }

            socket.Bind(new IPEndPoint(address ?? (family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any), port));
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw ToFailure(refused, address, port, protocol, option);
        }
    }

    private static StartUpFailure ToFailure(SocketException refused, IPAddress? address, int port, ProtocolType protocol, string option) =>
        refused.SocketErrorCode switch
        {
            SocketError.AccessDenied => new(
                StartUpFault.NoPermission,
                $"This user may not listen on port {port}.",
                $"Choose a port from 1024 on with {option} N, or give the program the right (setcap cap_net_bind_service=+ep)."
            ),
            SocketError.AddressNotAvailable => new(
                StartUpFault.Settings,
                $"This machine has no address {address}.",
                "Give one of its own addresses with --bind, or leave --bind out."
            ),
            _ => new(
                StartUpFault.PortInUse,
                $"Port {port} ({protocol.ToString().ToUpperInvariant()}) is in use by another program.",
                $"Stop that program, or choose another port with {option} N."
            ),
        };
}
