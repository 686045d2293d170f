using System.Net;
using System.Net.Sockets;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Operators;

/// <summary>Address to network to brand, by the tables of the day asked for.</summary>
internal sealed class OperatorDirectory(AsnTable table, OperatorList list, TimeProvider time)
{
    private volatile AsnTable table = table;
    private volatile OperatorTimeline timeline = new(list.Entries());

    /// <summary>Required by the licence of the network table on every page that shows what was found in it.</summary>
    public static Attribution Attribution { get; } =
        new("IP Geolocation by DB-IP, RouteViews, NRO", "https://db-ip.com", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/");

    /// <summary>The list that is shipped, without what an administrator made of it.</summary>
    public OperatorList Shipped => list;

    /// <summary>Today's brands, in the order of the tables.</summary>
    public IReadOnlyList<Operator> All => On(Today).All;

    /// <summary>The day of the network table.</summary>
    public DateOnly AsOf => table.Date;

    /// <summary>The table of networks in use.</summary>
    public AsnTable Networks => table;

    private DateOnly Today => VietnamTime.DayOf(time.GetUtcNow());

    /// <exception cref="StartRefused">A file beside the program is missing or broken; the message says what to do.</exception>
    public static OperatorDirectory ReadShipped(string folder, TimeProvider time)
    {
        const string remedy = "Run npm ci && npm run data in src/Ispeed.Hub/web and build again, or ./run.";
        var file = Path.Combine(folder, "asn.bin");
        if (!File.Exists(file))
        {
            throw new StartRefused($"The table of networks {file} is missing. {remedy}");
        }

        return AsnTable.TryRead(File.ReadAllBytes(file), out var table)
            ? new(table, OperatorList.Parse(File.ReadAllBytes(Path.Combine(folder, "operators.json"))), time)
            : throw new StartRefused($"The table of networks {file} is damaged. {remedy}");
    }

    /// <summary>The tables of a day.</summary>
    public OperatorTable On(DateOnly day) => timeline.On(day);

    public OperatorTimeline Timeline => timeline;

    /// <summary>A brand of today.</summary>
    public Operator? Find(string code) => On(Today).Find(code);

    /// <summary>Whose network an address is in today; null for private, local and unannounced addresses.</summary>
    public NetworkOrigin? Find(IPAddress address) => Find(address, Today);

    /// <summary>Whose network an address is in, by the operator tables of a day.</summary>
    public NetworkOrigin? Find(IPAddress address, DateOnly on)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !IsLocal(plain) && table.Find(plain) is { } found ? On(on).OriginOf(plain, found) : null;
    }

    public void Use(OperatorTimeline made) => timeline = made;

    public void Use(AsnTable networks) => table = networks;

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
