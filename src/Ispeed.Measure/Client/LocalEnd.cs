using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Ispeed.Measure.Client;

/// <summary>This device's end of a run where the person chose it: an interface, or one of the device's own addresses.</summary>
/// <param name="Interface">Name of a network interface; null when an address was named.</param>
/// <param name="Address">An address of this device; null when an interface was named.</param>
public sealed record LocalEnd(string? Interface, IPAddress? Address)
{
    private const int SocketLevel = 1; // SOL_SOCKET, asm-generic/socket.h
    private const int BindToDevice = 25; // SO_BINDTODEVICE: since Linux 5.7 without privileges for a socket that is not bound yet

    /// <summary>4 or 6 where the address decides the family; null for an interface.</summary>
    public int? Family => Address is null ? null : IpFamily.Of(Address);

    /// <summary>Finds the interface or the address among those of this device.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="end">What it means.</param>
    /// <param name="complaint">Otherwise a sentence that says what is wrong and what there is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out LocalEnd? end, [NotNullWhen(false)] out string? complaint)
    {
        ArgumentNullException.ThrowIfNull(text);
        var interfaces = NetworkInterface.GetAllNetworkInterfaces();
        complaint = null;
        end =
            interfaces.Any(one => one.Name == text) ? new(text, null)
            : IPAddress.TryParse(text, out var address) && interfaces.Any(one => AddressesOf(one).Contains(address)) ? new(null, address)
            : null;
        if (end is null)
        {
            var known = interfaces.Select(one => $"{one.Name} ({string.Join(", ", AddressesOf(one))})");
            complaint = $"This device has no interface or address \"{text}\". It has: {string.Join("; ", known)}.";
        }

        return end is not null;
    }

    /// <summary>Makes a socket leave through this end. Throws <see cref="SocketException"/> where the system does not allow it.</summary>
    public void Attach(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (Address is not null)
        {
            socket.Bind(new IPEndPoint(Address, 0));
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            // An address alone would not do: the route decides the interface, and the default route may lead through another.
            socket.SetRawSocketOption(SocketLevel, BindToDevice, Encoding.UTF8.GetBytes(Interface! + '\0'));
            return;
        }

        var own = NetworkInterface.GetAllNetworkInterfaces().Where(one => one.Name == Interface).SelectMany(AddressesOf);
        socket.Bind(
            new IPEndPoint(
                own.FirstOrDefault(one => one.AddressFamily == socket.AddressFamily)
                    ?? throw new SocketException((int)SocketError.NetworkUnreachable),
                0
            )
        );
    }

    /// <inheritdoc />
    public override string ToString() => Interface ?? Address!.ToString();

    private static IEnumerable<IPAddress> AddressesOf(NetworkInterface one) =>
        one.GetIPProperties().UnicastAddresses.Select(unicast => unicast.Address);
}
