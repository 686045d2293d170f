using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;
using Ispeed.Hub.Operators;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Operators;

public sealed class OperatorTableTests
{
    private static readonly OperatorDirectory Shipped = OperatorDirectory.ReadShipped(AppContext.BaseDirectory, TimeProvider.System);
    private static readonly DateOnly First = new(2026, 1, 1);
    private static readonly DateOnly Later = new(2026, 6, 1);

    [Fact]
    public void A_network_that_changed_hands_is_looked_up_by_the_table_of_the_day()
    {
        var timeline = Timeline(new OperatorEntry(OperatorEntry.Network, "7552", Later, Operator: "fpt"));
        BrandOf(timeline, "27.64.0.1", Later.AddDays(-1)).ShouldBe("viettel");
        BrandOf(timeline, "27.64.0.1", Later).ShouldBe("fpt");
    }

    [Fact]
    public void What_is_said_later_about_a_day_replaces_what_was_said_from_that_day_on()
    {
        var timeline = Timeline(
            new(OperatorEntry.Network, "7552", Later, Operator: "fpt"),
            new(OperatorEntry.Network, "7552", First, Operator: "cmc"),
            new(OperatorEntry.Network, "7552", Later.AddDays(30), IsRemoved: true)
        );
        BrandOf(timeline, "27.64.0.1", First.AddDays(-1)).ShouldBe("viettel");
        BrandOf(timeline, "27.64.0.1", Later).ShouldBe("cmc");
        BrandOf(timeline, "27.64.0.1", Later.AddDays(30)).ShouldBeNull();
    }

    [Fact]
    public void The_longest_prefix_decides_what_a_line_is_and_whose()
    {
        var table = Timeline(
                new(OperatorEntry.Prefix, "27.64.0.0/12", First, Use: "mobile"),
                new(OperatorEntry.Prefix, "27.70.0.0/16", First, Use: "fixed"),
                new(OperatorEntry.Prefix, "27.70.1.0/24", First, Operator: "sctv", Use: "fixed"),
                new(OperatorEntry.Prefix, "2402:800::/32", First, Use: "mobile")
            )
            .On(First);
        Line("27.64.0.1").ShouldBe((LineKind.Mobile, "viettel"));
        Line("27.70.0.1").ShouldBe((LineKind.Fixed, "viettel"));
        Line("27.70.1.1").ShouldBe((LineKind.Fixed, "sctv"));
        Line("::ffff:27.70.1.1").ShouldBe((LineKind.Fixed, "sctv"));
        Line("2402:800::1").ShouldBe((LineKind.Mobile, "viettel"));
        Line("2402:801::1").Kind.ShouldBe(LineKind.Unknown);

        (LineKind Kind, string? Brand) Line(string address)
        {
            var origin = table.OriginOf(IPAddress.Parse(address), new(7552, "Viettel", true));
            return (origin.Line, origin.Operator?.Code);
        }
    }

    [Theory]
    [InlineData("27.64.0.1", "Access")]
    [InlineData("1.1.1.1", "Vpn")]
    [InlineData("52.95.110.1", "Hosting")]
    [InlineData("8.8.8.8", "Foreign")]
    [InlineData("203.162.4.1", "Access")]
    public void Networks_of_servers_and_of_other_countries_are_recognised(string address, string kind) =>
        Shipped.Find(IPAddress.Parse(address)).ShouldNotBeNull().Kind.ToString().ShouldBe(kind);

    [Fact]
    public void A_brand_without_a_network_is_told_from_its_host_by_its_sim_alone()
    {
        var table = Shipped.On(First);
        var vnpt = table.Find("vnpt")!;
        table.BrandOf(vnpt, "iTel")!.Code.ShouldBe("itel");
        table.BrandOf(vnpt, " ITELECOM ")!.Host.ShouldBe("vnpt");
        table.BrandOf(vnpt, null).ShouldBe(vnpt);
        table.BrandOf(vnpt, "Vinaphone").ShouldBe(vnpt);
        table.BrandOf(table.Find("viettel"), "iTel")!.Code.ShouldBe("viettel"); // a SIM of a brand that does not use this network
        table.BrandOf(null, "iTel").ShouldBeNull();
    }

    [Theory]
    [InlineData(Access.Mobile4G, AccessSource.System, "viettel", 0, "Mobile Device False")]
    [InlineData(Access.Mobile4G, AccessSource.System, "viettel", 1, "Mobile Device True")]
    [InlineData(Access.Mobile4G, AccessSource.Declared, "viettel", 1, "Fixed Network True")]
    [InlineData(Access.Mobile4G, AccessSource.Declared, "fpt", 0, "Fixed Operator True")]
    [InlineData(Access.Mobile4G, AccessSource.Declared, "viettel", 0, "Mobile Declared False")]
    [InlineData(Access.WiFi, AccessSource.System, "viettel", 0, "Unknown None False")]
    [InlineData(Access.WiFi, AccessSource.System, "mobifone", 0, "Mobile Operator False")] // a mobile router
    [InlineData(Access.WiFi, AccessSource.System, "viettel", 1, "Fixed Network False")]
    [InlineData(Access.Fixed, AccessSource.Browser, "mobifone", 0, "Fixed Browser True")]
    [InlineData(Access.Unknown, AccessSource.None, "mobifone", 0, "Mobile Operator False")]
    [InlineData(Access.Unknown, AccessSource.None, null, 0, "Unknown None False")]
    public void Mobile_or_fixed_is_decided_by_the_first_evidence_that_tells(
        Access access,
        AccessSource source,
        string? brand,
        int line,
        string expected
    )
    {
        var origin = brand is null ? null : new NetworkOrigin(1, "", Shipped.Find(brand), NetworkKind.Access, (LineKind)line);
        var found = LineFinding.Of(access, source, origin);
        $"{found.Kind} {found.Evidence} {found.IsContradicted}".ShouldBe(expected);
    }

    [Fact]
    public void The_numbers_that_are_stored_are_frozen()
    {
        Of<LineKind>().ShouldBe("Unknown=0 Fixed=1 Mobile=2");
        Of<LineEvidence>().ShouldBe("None=0 Device=1 Browser=2 Network=3 Operator=4 Declared=5");
        Of<NetworkKind>().ShouldBe("Other=0 Access=1 Hosting=2 Vpn=3 Foreign=4");

        static string Of<T>()
            where T : struct, Enum =>
            string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, CultureInfo.InvariantCulture)}"));
    }

    [Theory]
    [InlineData("network", "AS7552", "7552")]
    [InlineData("network", "0", null)]
    [InlineData("network", "x", null)]
    [InlineData("prefix", "27.64.0.0/12", "27.64.0.0/12")]
    [InlineData("prefix", "27.64.0.1/12", null)] // bits beyond the length
    [InlineData("prefix", "2402:0800:0::/32", "2402:800::/32")]
    [InlineData("prefix", "27.64.0.0/33", null)]
    [InlineData("brand", "Viettel", null)]
    [InlineData("thing", "a", null)]
    public void A_key_has_one_spelling(string kind, string key, string? expected) =>
        OperatorEntry.OneSpelling(kind, key).ShouldBe(expected);

    [Fact]
    public void An_exported_table_is_read_again_as_it_was()
    {
        var entries = new OperatorTimeline(Shipped.Shipped.Entries()).ValidOn(First).ToList();
        var csv = string.Join('\n', entries.Select(OperatorCsv.Line).Prepend(OperatorCsv.Heading));
        var faults = new List<string>();
        var read = OperatorCsv.Read(Encoding.UTF8.GetBytes(csv), First, faults);
        faults.ShouldBeEmpty();
        read.ShouldBe(entries.Select(entry => entry with { From = First }));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "The heading is not")]
    [InlineData("kind,key\nnetwork,abc\n", "Line 2: 'abc' is no number of a network")]
    [InlineData("kind,key,from\nnetwork,1,1.1.2026\n", "Line 2: '1.1.2026' is no day")]
    [InlineData("kind,key,use\nnetwork,1,mobile\n", "Line 2: a network is an operator's")]
    [InlineData("kind,key,use\nprefix,10.0.0.0/8,tv\n", "Line 2: 'tv' is no use")]
    [InlineData("kind,key,name,sells\nbrand,ab,A B,radio\n", "Line 2: a brand sells")]
    public void A_file_with_faults_is_named_by_line(string csv, string expected)
    {
        var faults = new List<string>();
        OperatorCsv.Read(Encoding.UTF8.GetBytes(csv), First, faults);
        faults[0].ShouldContain(expected);
    }

    [Fact]
    public void No_bytes_make_a_reader_of_tables_throw()
    {
        Gen.Byte.Array[0, 200]
            .Sample(bytes =>
            {
                OperatorCsv.Read(bytes, First, []);
                new AsnSpans().Read("x", bytes, []);
            });
        Gen.String["kind,eyprfx0123456789./:\n\""]
            .Array[1]
            .Sample(text =>
            {
                OperatorCsv.Read(Encoding.UTF8.GetBytes($"kind,key,from,removed,name,operator,use,host,sells,sims\n{text[0]}"), First, []);
                new AsnSpans().Read("x", Encoding.UTF8.GetBytes(text[0]), []);
            });
    }

    private static OperatorTimeline Timeline(params OperatorEntry[] entries) => new(Shipped.Shipped.Entries().Concat(entries));

    private static string? BrandOf(OperatorTimeline timeline, string address, DateOnly day) =>
        timeline.On(day).OriginOf(IPAddress.Parse(address), Shipped.Networks.Find(IPAddress.Parse(address))!.Value).Operator?.Code;
}
