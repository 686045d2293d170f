using System.Net;
using System.Text;
using CsCheck;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ispeed.Hub.Tests.Operators;

public sealed class EditOperatorsTests(Hubs hubs)
{
    private static readonly OperatorDirectory Shipped = OperatorDirectory.ReadShipped(AppContext.BaseDirectory, TimeProvider.System);
    private static readonly DateOnly Day = new(2026, 6, 1);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_change_is_kept_with_who_when_and_why_and_the_running_hub_takes_it_up(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        (await EditAsync(hub, new OperatorEntry(OperatorEntry.Network, "7552", Day, Operator: "fpt"))).ShouldBeEmpty();
        await hub.Services.GetServices<IHostedService>().OfType<OperatorWatch>().Single().LookAsync(TestContext.Current.CancellationToken);
        var operators = hub.Services.GetRequiredService<OperatorDirectory>();
        operators.Find(IPAddress.Parse("27.64.0.1"), Day)!.Operator!.Code.ShouldBe("fpt");
        operators.Find(IPAddress.Parse("27.64.0.1"), Day.AddDays(-1))!.Operator!.Code.ShouldBe("viettel");

        (await EditAsync(hub, new OperatorEntry(OperatorEntry.Network, "7552", Day, Operator: "viettel"))).ShouldBeEmpty();
        await using var db = hub.OpenDb();
        var history = await EditOperators.MadeAsync(db, TestContext.Current.CancellationToken);
        history.Select(row => (row.Operator, row.MadeBy, row.Why)).ShouldBe([("fpt", "Lan", "sold"), ("viettel", "Lan", "sold")]);
    }

    [Fact]
    public async Task A_change_that_leaves_a_hole_makes_nothing_and_says_from_which_day()
    {
        var hub = await hubs.AloneAsync(Engine.Sqlite);
        await using var _ = hub;
        (await EditAsync(hub, new OperatorEntry(OperatorEntry.Brand, "sctv", Day, IsRemoved: true))).ShouldContain(fault =>
            fault == "From 2026-06-01 on the network 45543 belongs to 'sctv', which is no brand then."
        );
        (await EditAsync(hub, new OperatorEntry(OperatorEntry.Network, "7552", Day, Operator: "nobody")))
            .ShouldHaveSingleItem()
            .ShouldBe("From 2026-06-01 on the network 7552 belongs to 'nobody', which is no brand then.");
        (await EditAsync(hub, new OperatorEntry(OperatorEntry.Brand, "newtel", Day, Name: "Newtel", Sells: "mobile", Host: "itel")))
            .ShouldHaveSingleItem()
            .ShouldContain("'itel', which is no operator with a network");
        (await EditAsync(hub, new OperatorEntry(OperatorEntry.Network, "64500", Day, IsRemoved: true)))
            .ShouldHaveSingleItem()
            .ShouldBe("network 64500: there is none to remove on 2026-06-01.");
        (await EditAsync(hub, [new(OperatorEntry.Network, "7552", Day, Operator: "fpt")], by: " "))
            .ShouldHaveSingleItem()
            .ShouldContain("who makes it");
        await using var db = hub.OpenDb();
        (await db.OperatorEntries.AnyAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public void A_refreshed_table_answers_as_its_spans_say_and_keeps_the_country()
    {
        var folder = Folder();
        var spans = Spans(Shipped.Networks);
        RefreshNetworks
            .Run([("asn.csv", Encoding.UTF8.GetBytes(spans))], Shipped, new(2026, 11, 25), folder)
            .ShouldStartWith("91056 networks as of 2026-11-25");
        var kept = RefreshNetworks.ReadKept(folder).ShouldNotBeNull();
        Gen.Byte.Array[4]
            .Select(bytes => new IPAddress(bytes))
            .Sample(address => kept.Find(address).ShouldBe(Shipped.Networks.Find(address)));
        kept.Find(IPAddress.Parse("2402:800::1")).ShouldBe(Shipped.Networks.Find(IPAddress.Parse("2402:800::1")));
    }

    [Fact]
    public void A_table_with_holes_is_refused_and_the_present_one_stays()
    {
        var folder = Folder();
        var spans = Spans(Shipped.Networks);
        var without = string.Join('\n', spans.Split('\n').Where(line => !line.Contains(",131429,", StringComparison.Ordinal)));
        Refused(without).ShouldContain("AS131429 of an operator announced addresses");
        Refused(string.Join('\n', spans.Split('\n').Take(100))).ShouldContain("per cent of the IPv4 addresses");
        Refused("1.0.0.0,1.0.0.255,1,a\n1.0.0.128,1.0.1.255,2,b\n")
            .ShouldContain("asn.csv: line 2: 1.0.0.128 lies within or before the span above it, of AS1");
        Refused("1.0.0.9,1.0.0.1,1,a\n").ShouldContain("line 1: the span ends before it begins");
        Refused("1.0.0.0,here,1,a\n").ShouldContain("line 1: '1.0.0.0,here,1,a' is no span");
        Refused("iSpASN2\0broken").ShouldContain("damaged");
        RefreshNetworks.ReadKept(folder).ShouldBeNull();

        string Refused(string file) =>
            Should
                .Throw<StartRefused>(() =>
                    RefreshNetworks.Run([("asn.csv", Encoding.UTF8.GetBytes(file))], Shipped, new(2026, 11, 25), folder)
                )
                .Message;
    }

    private static Task<IReadOnlyList<string>> EditAsync(RunningHub hub, params OperatorEntry[] entries) => EditAsync(hub, entries, "Lan");

    private static async Task<IReadOnlyList<string>> EditAsync(RunningHub hub, OperatorEntry[] entries, string by)
    {
        await using var db = hub.OpenDb();
        return await EditOperators.RunAsync(
            db,
            Shipped.Shipped,
            entries,
            by,
            "sold",
            hub.Time.GetUtcNow(),
            TestContext.Current.CancellationToken
        );
    }

    private static DataFolder Folder()
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("ispeed-asn-").FullName);
        folder.MakeReady();
        return folder;
    }

    // What the shipped table holds, as a list of spans.
    private static string Spans(AsnTable table)
    {
        var text = new StringBuilder();
        for (var i = 0; i < table.V4.Starts.Length; i++)
        {
            var last = i + 1 < table.V4.Starts.Length ? table.V4.Starts.Span[i + 1] - 1 : uint.MaxValue;
            Add(new IPAddress(Big(table.V4.Starts.Span[i], 4)), new IPAddress(Big(last, 4)), table.V4.Places.Span[i]);
        }

        for (var i = 0; i < table.V6.Starts.Length; i++)
        {
            var last = i + 1 < table.V6.Starts.Length ? table.V6.Starts.Span[i + 1] - 1 : ulong.MaxValue;
            Add(
                new IPAddress([.. Big(table.V6.Starts.Span[i], 8), .. new byte[8]]),
                new IPAddress([.. Big(last, 8), .. Enumerable.Repeat((byte)255, 8)]),
                table.V6.Places.Span[i]
            );
        }

        return text.ToString();

        void Add(IPAddress first, IPAddress last, uint place)
        {
            if (table.NetworkAt(place) is (> 0, _) network)
            {
                text.Append(Ispeed.Hub.Tables.CsvText.Line($"{first}", $"{last}", $"{network.Asn}", network.Name)).Append('\n');
            }
        }

        static byte[] Big(ulong number, int length) =>
            [.. Enumerable.Range(0, length).Select(at => (byte)(number >> (8 * (length - 1 - at))))];
    }
}
