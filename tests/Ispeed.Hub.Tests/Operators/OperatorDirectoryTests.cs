using System.Net;
using CsCheck;
using Ispeed.Hub.Operators;

namespace Ispeed.Hub.Tests.Operators;

public sealed class OperatorDirectoryTests
{
    private static readonly OperatorDirectory Shipped = OperatorDirectory.ReadShipped(AppContext.BaseDirectory, TimeProvider.System);

    [Theory]
    [InlineData("113.160.0.1", 45899, "vnpt")]
    [InlineData("27.64.0.1", 7552, "viettel")]
    [InlineData("171.224.0.1", 7552, "viettel")]
    [InlineData("42.112.0.1", 18403, "fpt")]
    [InlineData("::ffff:27.64.0.1", 7552, "viettel")]
    [InlineData("2402:800::1", 7552, "viettel")]
    public void A_known_address_finds_its_network_and_brand(string address, long asn, string brand)
    {
        var origin = Shipped.Find(IPAddress.Parse(address)).ShouldNotBeNull();
        origin.Asn.ShouldBe(asn);
        origin.Operator!.Code.ShouldBe(brand);
        origin.Network.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void A_network_abroad_has_a_name_and_no_brand()
    {
        var origin = Shipped.Find(IPAddress.Parse("1.1.1.1")).ShouldNotBeNull();
        origin.Asn.ShouldBe(13335);
        origin.Network.ShouldContain("Cloudflare");
        origin.Operator.ShouldBeNull();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("2001:db8::1")]
    public void A_local_or_unannounced_address_belongs_to_nobody(string address) => Shipped.Find(IPAddress.Parse(address)).ShouldBeNull();

    [Fact]
    public void Every_address_has_an_answer() =>
        Gen
            .Byte.Array[4]
            .Select(bytes => new IPAddress(bytes))
            .Sample(address => Shipped.Find(address)?.Asn == Shipped.Find(address.MapToIPv6())?.Asn);

    [Fact]
    public void Every_IPv6_address_has_an_answer() =>
        Gen.Byte.Array[16].Sample(bytes => Shipped.Find(new IPAddress(bytes)) is null or { Asn: > 0 });

    [Fact]
    public void A_brand_is_found_by_its_code_and_says_what_it_sells()
    {
        Shipped.Find("vietnamobile")!.SellsFixed.ShouldBeFalse();
        Shipped.Find("fpt")!.SellsMobile.ShouldBeFalse();
        Shipped.Find("nobody").ShouldBeNull();
        Shipped.All.Count(brand => brand.Host is null).ShouldBe(11);
    }

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("2606:4700::1", true)]
    [InlineData("27.64.0.1", false)]
    [InlineData("203.113.131.1", false)]
    public void A_network_of_servers_is_told_from_one_of_lines(string address, bool isTunnel) =>
        Shipped.Find(IPAddress.Parse(address)).ShouldNotBeNull().IsTunnel.ShouldBe(isTunnel);

    [Fact]
    public void The_attribution_links_to_where_the_table_comes_from() => OperatorDirectory.Attribution.Link.ShouldBe("https://db-ip.com");
}
