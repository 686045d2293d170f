using System.Globalization;

namespace Ispeed.Measure.Client;

/// <summary>What Linux tells of an interface in <c>/sys/class/net</c> and <c>/proc/net</c> (Documentation/ABI/testing/sysfs-class-net).</summary>
/// <param name="root">The folder that holds <c>sys</c> and <c>proc</c>: <c>/</c>, or a made-up one.</param>
internal sealed class LinkFiles(string root)
{
    private const int Ethernet = 1; // ARPHRD_ETHER, linux/if_arp.h
    private const int PointToPoint = 512; // ARPHRD_PPP
    private static readonly int[] Tunnels = [768, 769, 776, 778, 823, 65534]; // IPIP, IP6IP6, SIT, GRE, GRE over IPv6, NONE: tun and WireGuard

    // Drivers of phones that share their connection, and of modems.
    private static readonly string[] ModemDrivers = ["rndis_host", "ipheth", "cdc_ether", "cdc_mbim", "qmi_wwan", "huawei_cdc_ncm"];

    // A card that a hypervisor makes says nothing about the line behind the host.
    private static readonly string[] VirtualDrivers = ["virtio_net", "vmxnet3", "hv_netvsc", "vif", "xen_netfront", "ena", "gve"];

    private const int DeepestStack = 4; // a VLAN on a bridge on a bond is three

    /// <summary>The link of an interface; of the lowest one where interfaces are stacked.</summary>
    public LocalLink Read(string name) => Read(name, name, DeepestStack);

    private LocalLink Read(string name, string shown, int deepest)
    {
        var folder = Path.Combine(root, "sys", "class", "net", name);
        if (Directory.Exists(folder) && deepest > 0)
        {
            var lower = Directory.EnumerateFileSystemEntries(folder, "lower_*").Order(StringComparer.Ordinal).FirstOrDefault();
            if (lower is not null)
            {
                return Read(Path.GetFileName(lower)["lower_".Length..], shown, deepest - 1);
            }
        }

        var kind = KindOf(folder);
        double? rate = Number(Path.Combine(folder, "speed")) is > 0 and var mbps ? mbps : null;
        return kind == LinkKind.Wired && rate is null
            ? new(shown, LinkKind.Unknown, null, null) // a port without a speed is no port
            : new(shown, kind, rate, kind == LinkKind.WiFi ? SignalOf(name) : null);
    }

    private LinkKind KindOf(string folder)
    {
        var type = Number(Path.Combine(folder, "type"));
        var device = Text(Path.Combine(folder, "uevent"))
            .Split('\n')
            .FirstOrDefault(line => line.StartsWith("DEVTYPE=", StringComparison.Ordinal));
        var driver = DriverOf(folder);
        if (device is "DEVTYPE=wwan" || ModemDrivers.Contains(driver))
        {
            return LinkKind.Modem;
        }

        if (device is "DEVTYPE=wlan" || Directory.Exists(Path.Combine(folder, "wireless")) || Path.Exists(Path.Combine(folder, "phy80211")))
        {
            return LinkKind.WiFi;
        }

        if (File.Exists(Path.Combine(folder, "tun_flags")) || Tunnels.Contains((int)(type ?? 0)))
        {
            return LinkKind.Tunnel;
        }

        return type switch
        {
            PointToPoint => IsPppoe() ? LinkKind.Unknown : LinkKind.Tunnel,
            Ethernet when driver is not null && !VirtualDrivers.Contains(driver) => LinkKind.Wired,
            _ => LinkKind.Unknown,
        };
    }

    private static string? DriverOf(string folder)
    {
        var link = new FileInfo(Path.Combine(folder, "device", "driver"));
        return link.LinkTarget is { } target ? Path.GetFileName(target) : null;
    }

    /// <summary>Whether a fibre or copper modem is dialled from here, as PPPoE does it: an ordinary line, and no VPN.</summary>
    private bool IsPppoe() =>
        Text(Path.Combine(root, "proc", "net", "pppoe")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length > 1;

    private double? SignalOf(string name)
    {
        foreach (var line in Text(Path.Combine(root, "proc", "net", "wireless")).Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (
                fields.Length > 3
                && fields[0] == name + ":"
                && double.TryParse(fields[3].TrimEnd('.'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level)
            )
            {
                // In dBm where it is negative; some drivers print the same byte without its sign, others a scale of their own.
                return level < 0 ? level
                    : level > 127 ? level - 256
                    : null;
            }
        }

        return null;
    }

    private static double? Number(string file) =>
        double.TryParse(Text(file), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : string.Empty;
        }
        catch (IOException)
        {
            return string.Empty; // "Invalid argument" is how the kernel says that a file does not apply to an interface
        }
        catch (UnauthorizedAccessException)
        {
            return string.Empty; // kept from this program: not known
        }
    }
}
