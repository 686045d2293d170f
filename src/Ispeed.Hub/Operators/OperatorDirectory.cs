using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Operators;

/// <summary>Address to network to brand.</summary>
internal sealed class OperatorDirectory
{
    private readonly AsnTable table;
    private readonly FrozenDictionary<long, Operator> byNetwork;
    private readonly FrozenDictionary<string, Operator> byCode;
    private readonly FrozenSet<long> tunnels;

    public OperatorDirectory(AsnTable table, OperatorList list)
    {
        this.table = table;
        All = [.. list.Operators.Select(entry => new Operator(entry.Code, entry.Name, entry.SellsMobile, entry.SellsFixed))];
        byCode = All.ToFrozenDictionary(brand => brand.Code, StringComparer.Ordinal);
        byNetwork = list
            .Operators.SelectMany(entry => entry.Networks, (entry, asn) => (entry.Code, asn))
            .ToFrozenDictionary(pair => pair.asn, pair => byCode[pair.Code]);
        tunnels = list.Tunnels.SelectMany(tunnel => tunnel.Networks).ToFrozenSet();
    }

    /// <summary>Required by the licence of the network table on every page that shows what was found in it.</summary>
    public static Attribution Attribution { get; } =
        new("IP Geolocation by DB-IP, RouteViews, NRO", "https://db-ip.com", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/");

    /// <summary>In the order of the table.</summary>
    public IReadOnlyList<Operator> All { get; }

    /// <summary>The day of the network table.</summary>
    public DateOnly AsOf => table.Date;

    /// <exception cref="StartRefused">A file beside the program is missing or broken; the message says what to do.</exception>
    public static OperatorDirectory ReadShipped(string folder)
    {
        const string remedy = "Run npm ci && npm run data in src/Ispeed.Hub/web and build again, or ./run.";
        var file = Path.Combine(folder, "asn.bin");
        if (!File.Exists(file))
        {
            throw new StartRefused($"The table of networks {file} is missing. {remedy}");
        }

        return AsnTable.TryRead(File.ReadAllBytes(file), out var table)
            ? new(table, OperatorList.Parse(File.ReadAllBytes(Path.Combine(folder, "operators.json"))))
            : throw new StartRefused($"The table of networks {file} is damaged. {remedy}");
    }

    public Operator? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>Whose network an address is in; null for private, local and unannounced addresses.</summary>
    public NetworkOrigin? Find(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !IsLocal(plain) && table.Find(plain) is var (asn, name)
            ? new(asn, name, byNetwork.GetValueOrDefault(asn), IsTunnel(asn))
            : null;
    }

    /// <summary>Whether a network hosts servers, so that a client seen in it came through a VPN or a relay.</summary>
    public bool IsTunnel(long asn) => tunnels.Contains(asn);

    // Nobody announces these; a wrong line in the table must not make a neighbour's router an operator. 100.64/10 is the operators' shared space.
    private static bool IsLocal(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast;
        }

        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 10 or 127 or >= 224
            || (bytes[0], bytes[1]) is (172, >= 16 and < 32) or (192, 168) or (169, 254) or (100, >= 64 and < 128);
    }
}
