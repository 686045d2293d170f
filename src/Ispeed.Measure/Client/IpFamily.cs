using System.Net;
using System.Net.Sockets;

namespace Ispeed.Measure.Client;

/// <summary>The two IP versions by their numbers, as results name them.</summary>
public static class IpFamily
{
    /// <summary>IPv4.</summary>
    public const int V4 = 4;

    /// <summary>IPv6.</summary>
    public const int V6 = 6;

    /// <summary>The version of an address; one that carries IPv4 inside IPv6 is IPv4 on the wire.</summary>
    public static int Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6 ? V6 : V4;
    }

    /// <summary>The version as sockets and resolvers want it.</summary>
    public static AddressFamily ToAddressFamily(int family) => family == V6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
}
