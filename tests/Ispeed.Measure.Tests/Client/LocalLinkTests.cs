using System.Net;
using Ispeed.Measure.Client;

namespace Ispeed.Measure.Tests.Client;

/// <summary>What is told of the interface of a run, from made-up folders and from this machine's own loopback.</summary>
public sealed class LocalLinkTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("ispeed-link-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(100, 95.1, true)]
    [InlineData(100, 84.0, false)]
    [InlineData(10, 9.1, true)]
    [InlineData(1000, 940.0, false)]
    public void A_port_of_10_or_100_Mbit_that_is_full_is_the_limit(int port, double mbps, bool limited)
    {
        Interface("eth0", ("type", "1"), ("speed", $"{port}"), ("uevent", "INTERFACE=eth0"));
        Driver("eth0", "r8169");
        var link = Read("eth0");
        link.ShouldBe(new LocalLink("eth0", LinkKind.Wired, port, null));
        link.Access.ShouldBe(Access.Fixed);
        link.Limits(Figure(mbps), Figure(1)).ShouldBe(limited ? [Limitation.SlowPort] : []);
        link.Limits(null, null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-1", "r8169")]
    [InlineData("10000", "vmxnet3")]
    [InlineData("10000", null)]
    public void A_card_without_a_cable_or_without_a_port_is_no_evidence(string speed, string? driver)
    {
        Interface("eth0", ("type", "1"), ("speed", speed), ("uevent", "INTERFACE=eth0"));
        if (driver is not null)
        {
            Driver("eth0", driver);
        }

        Read("eth0").Kind.ShouldBe(LinkKind.Unknown);
        Read("eth0").Access.ShouldBe(Access.Unknown);
    }

    [Fact]
    public void A_VLAN_on_a_bridge_has_the_port_below()
    {
        Interface("lan.7", ("type", "1"));
        Directory.CreateDirectory(Path.Combine(Folder("lan.7"), "lower_br0"));
        Interface("br0", ("type", "1"), ("speed", "1000"));
        Directory.CreateDirectory(Path.Combine(Folder("br0"), "lower_enp1s0"));
        Interface("enp1s0", ("type", "1"), ("speed", "100"));
        Driver("enp1s0", "r8169");
        Read("lan.7").ShouldBe(new LocalLink("lan.7", LinkKind.Wired, 100, null));
    }

    [Theory]
    [InlineData("-56.", -56.0, false)]
    [InlineData("-78.", -78.0, true)]
    [InlineData("200.", -56.0, false)]
    [InlineData("62.", null, false)]
    public void Wifi_is_told_by_its_signal_where_there_is_no_rate(string level, double? dbm, bool limited)
    {
        Interface("wlp2s0", ("type", "1"), ("uevent", "DEVTYPE=wlan\nINTERFACE=wlp2s0"));
        Wireless($" wlp2s0: 0000   54.  {level}  -256        0      0      0      0     12        0");
        var link = Read("wlp2s0");
        link.ShouldBe(new LocalLink("wlp2s0", LinkKind.WiFi, null, dbm));
        link.Access.ShouldBe(Access.WiFi);
        link.Limits(Figure(20), null).ShouldBe(limited ? [Limitation.SlowWiFi] : []);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(20, false)]
    public void Wifi_with_a_rate_is_the_limit_when_the_figure_takes_half_of_it(double mbps, bool limited)
    {
        Interface("wlan0", ("type", "1"), ("speed", "72"));
        Directory.CreateDirectory(Path.Combine(Folder("wlan0"), "phy80211"));
        Read("wlan0").Limits(Figure(1), Figure(mbps)).ShouldBe(limited ? [Limitation.SlowWiFi] : []);
    }

    [Theory]
    [InlineData("tun0", "65534", "INTERFACE=tun0", "0x1001")]
    [InlineData("tap0", "1", "INTERFACE=tap0", "0x1002")]
    [InlineData("wg0", "65534", "DEVTYPE=wireguard\nINTERFACE=wg0", null)]
    [InlineData("ppp0", "512", "DEVTYPE=ppp\nINTERFACE=ppp0", null)]
    [InlineData("gre1", "778", "INTERFACE=gre1", null)]
    public void A_tunnel_is_a_VPN_whatever_its_figures(string name, string type, string uevent, string? flags)
    {
        Interface(name, ("type", type), ("uevent", uevent), ("tun_flags", flags));
        Read(name).Kind.ShouldBe(LinkKind.Tunnel);
        Read(name).Limits(null, null).ShouldBe([Limitation.Vpn]);
    }

    [Fact]
    public void A_line_that_is_dialled_by_PPPoE_is_no_VPN()
    {
        Interface("ppp0", ("type", "512"), ("uevent", "DEVTYPE=ppp"));
        var sessions = Path.Combine(root, "proc", "net", "pppoe");
        Directory.CreateDirectory(Path.GetDirectoryName(sessions)!);
        File.WriteAllText(sessions, "Id       Address              Device\n0000002A 00:11:22:33:44:55       enp1s0\n");
        Read("ppp0").Limits(null, null).ShouldBeEmpty();

        File.WriteAllText(sessions, "Id       Address              Device\n");
        Read("ppp0").Limits(null, null).ShouldBe([Limitation.Vpn]);
    }

    [Theory]
    [InlineData("wwan0", "65534", "DEVTYPE=wwan", "qmi_wwan")]
    [InlineData("usb0", "1", "INTERFACE=usb0", "rndis_host")]
    public void A_modem_and_a_phone_on_USB_cost_what_mobile_data_costs(string name, string type, string uevent, string driver)
    {
        Interface(name, ("type", type), ("uevent", uevent), ("speed", "425"));
        Driver(name, driver);
        var link = Read(name);
        link.Kind.ShouldBe(LinkKind.Modem);
        link.Access.ShouldBe(Access.Unknown);
        link.BudgetAs.ShouldBe(Access.Mobile4G);
    }

    [Fact]
    public void The_loopback_of_this_machine_is_found_and_limits_nothing()
    {
        var link = LocalLink.Towards(IPAddress.Loopback, null).ShouldNotBeNull();
        link.Interface.ShouldStartWith("lo");
        link.Kind.ShouldBe(LinkKind.Unknown);
        link.Limits(Figure(95), Figure(95)).ShouldBeEmpty();
    }

    private LocalLink Read(string name) => new LinkFiles(root).Read(name);

    private string Folder(string name) => Path.Combine(root, "sys", "class", "net", name);

    private void Interface(string name, params (string File, string? Text)[] files)
    {
        Directory.CreateDirectory(Folder(name));
        foreach (var (file, text) in files.Where(one => one.Text is not null))
        {
            File.WriteAllText(Path.Combine(Folder(name), file), text + "\n");
        }
    }

    private void Driver(string name, string driver)
    {
        Directory.CreateDirectory(Path.Combine(Folder(name), "device"));
        File.CreateSymbolicLink(Path.Combine(Folder(name), "device", "driver"), $"../../../bus/pci/drivers/{driver}");
    }

    private void Wireless(string line)
    {
        var file = Path.Combine(root, "proc", "net", "wireless");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(
            file,
            $"Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE\n face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22\n{line}\n"
        );
    }

    private static Throughput Figure(double mbps) => new(mbps, mbps, mbps, 1, 1, StopReason.Stable);
}
