using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Ispeed.Measure.Client;

/// <summary>What kind of link a run leaves this device through.</summary>
public enum LinkKind
{
    /// <summary>The system does not say: a virtual machine's card, a container's, an unknown system.</summary>
    Unknown,

    /// <summary>An Ethernet port with a cable in it.</summary>
    Wired,

    /// <summary>Wi-Fi.</summary>
    WiFi,

    /// <summary>A modem, or a phone that shares its connection by USB: mobile data, of a generation that is not known.</summary>
    Modem,

    /// <summary>A tunnel: what is behind it is not the line.</summary>
    Tunnel,
}

/// <summary>The interface that the route to a test point leaves through, as far as the system tells.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="RateMbps">What the link carries a second at its own layer, Mbit/s; null where the kernel does not say.</param>
/// <param name="SignalDbm">Wi-Fi: the level of the received signal; null where the kernel does not say.</param>
public sealed record LocalLink(string Interface, LinkKind Kind, double? RateMbps, double? SignalDbm)
{
    private const double SlowPortMbps = 100;
    private const double PortShare = 0.9;
    private const double WiFiShare = 0.5; // of a Wi-Fi link's rate, TCP gets half to two thirds: the rest is gaps, acknowledgements and heads
    private const double WeakSignalDbm = -75; // IEEE 802.11-2020 table 19-23: at -74 dBm 26 Mbit/s a stream are required of a receiver, below it less
    private const double PayloadPerEthernet = 1448.0 / 1538; // TCP payload of a full frame, with preamble and gap

    /// <summary>The access that this is evidence of; unknown where it is none.</summary>
    public Access Access =>
        Kind switch
        {
            LinkKind.Wired => Access.Fixed,
            LinkKind.WiFi => Access.WiFi,
            _ => Access.Unknown,
        };

    /// <summary>The access whose budget a person should be asked to spend here: a modem's data is paid for, whichever generation it is.</summary>
    public Access BudgetAs => Kind == LinkKind.Modem ? Access.Mobile4G : Access;

    /// <summary>The link to an address; null where the system does not say which interface that is.</summary>
    public static LocalLink? Towards(IPAddress remote, LocalEnd? local)
    {
        ArgumentNullException.ThrowIfNull(remote);
        try
        {
            // Connecting a datagram socket sends nothing: it only asks the system for the route.
            using var socket = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            local?.Attach(socket);
            socket.Connect(new IPEndPoint(remote, 9)); // any port serves
            return socket.LocalEndPoint is IPEndPoint { Address: var own } && InterfaceOf(own) is { } name ? Of(name) : null;
        }
        catch (SocketException)
        {
            return null; // no route: the run says so
        }
        catch (NetworkInformationException)
        {
            return null; // the system does not list its interfaces to this program
        }
    }

    /// <summary>What this link does to the figures of a run.</summary>
    public IReadOnlyList<Limitation> Limits(Throughput? down, Throughput? up)
    {
        var fastest = Math.Max(down?.Mbps ?? 0, up?.Mbps ?? 0);
        return Kind switch
        {
            LinkKind.Tunnel => [Limitation.Vpn],
            LinkKind.Wired when RateMbps <= SlowPortMbps && fastest >= PortShare * PayloadPerEthernet * RateMbps => [Limitation.SlowPort],
            LinkKind.WiFi when IsWiFiTheLimit(fastest) => [Limitation.SlowWiFi],
            _ => [],
        };
    }

    // Without a rate nothing tells a slow line behind a weak signal from a slow signal before a good line: both are left out of figures.
    private bool IsWiFiTheLimit(double fastest) => RateMbps is { } rate ? fastest >= WiFiShare * rate : SignalDbm <= WeakSignalDbm;

    private static LocalLink Of(string name) =>
        OperatingSystem.IsLinux() ? new LinkFiles("/").Read(name) : new(name, LinkKind.Unknown, null, null);

    private static string? InterfaceOf(IPAddress own) =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .FirstOrDefault(one => one.GetIPProperties().UnicastAddresses.Any(unicast => unicast.Address.Equals(own)))
            ?.Name;
}
