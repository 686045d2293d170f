using System.Net;
using System.Text.Json.Nodes;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Measurements;

/// <summary>What a whole submission becomes: every new member stored, shown, and counted or not.</summary>
public sealed class SittingTests(Hubs hubs)
{
    private const string ViettelAddress = "171.224.17.45";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task All_that_is_measured_is_stored_and_shown(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var run = SomeRun
            .At(hub, point)
            .With(measurement =>
                measurement with
                {
                    Family = 6,
                    Latency = new(4.2, 20, 30, 0.4, 3.9, 1.1, "B", 1850),
                    Loss = new(0, 0.5, 0, 1.88, 0.09, 2.78, 200),
                }
            );

        var json = await ShownAsync(hub, point, run);

        ((int?)json["family"], (string?)json["protocol"], (bool?)json["counts"]).ShouldBe((6, "ispeed", true));
        json["limitedBy"]!.AsArray().ShouldBeEmpty();
        json["latency"]!
            .ToJsonString()
            .ShouldBe(
                """{"idleMs":4.2,"loadedDownMs":20,"loadedUpMs":30,"jitterMs":0.4,"minMs":3.9,"pdv95Ms":1.1,"grade":"B","shortRpm":1850}"""
            );
        json["loss"]!
            .ToJsonString()
            .ShouldBe("""{"downPercent":0,"upPercent":0.5,"downLow":0,"downHigh":1.88,"upLow":0.09,"upHigh":2.78,"probes":200}""");
        ((string?)json["point"]!["place"]).ShouldBe("exchange");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Runs_of_one_sitting_show_each_other_and_another_device_cannot_join_them(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var exchange = await SomePoint.RegisteredAsync(hub);
        using var own = await SomePoint.RegisteredAsync(hub, "viettel");
        using var abroad = await SomePoint.RegisteredAsync(hub, country: "JP");
        var group = Guid.CreateVersion7();
        var device = Guid.NewGuid();
        var ids = new List<Guid>();
        foreach (var point in new[] { exchange, own, abroad })
        {
            var run = OfGroup(SomeRun.At(hub, point), group, device);
            (await ShownAsync(hub, point, run))["sitting"]!.AsArray().Count.ShouldBe(ids.Count);
            ids.Add(run.Id);
        }

        var stranger = OfGroup(SomeRun.At(hub, exchange), group, Guid.NewGuid());
        (await ShownAsync(hub, exchange, stranger))["sitting"]!.AsArray().ShouldBeEmpty();

        var first = JsonNode.Parse((await hub.GetAsync($"/api/v1/measurements/{ids[0]}")).Body)!;
        first["sitting"]!.AsArray().Select(one => (string?)one!["place"]).ShouldBe(["on-net", "abroad"]);
        ((bool?)JsonNode.Parse((await hub.GetAsync($"/api/v1/measurements/{ids[2]}")).Body)!["counts"]).ShouldBe(false);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_limited_run_is_kept_with_its_reasons_and_does_not_count(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var run = SomeRun
            .At(hub, point)
            .With(measurement => measurement with { LimitedBy = [Limitation.Cpu] })
            .Seen(record =>
                record with
                {
                    Down = record.Down! with { BusyMicros = 2_000_000, MinRttMicros = 120_000, ReceiverLimitedMicros = 900_000 },
                }
            );

        var json = await ShownAsync(hub, point, run);

        ((string?)json["proof"], (bool?)json["counts"]).ShouldBe(("attested", false));
        json["limitedBy"]!.AsArray().Select(word => (string?)word).ShouldBe(["cpu", "rwnd-limited"]);
        await using var db = hub.OpenDb();
        (
            await db.Measurements.Where(row => row.Id == run.Id).Unflagged(db).AnyAsync(TestContext.Current.CancellationToken)
        ).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.1.1.1", true)] // a relay's far end
    [InlineData(ViettelAddress, false)]
    [InlineData("192.168.1.5", false)] // beside the point: tells nothing
    public async Task A_run_that_comes_from_a_network_of_servers_came_through_a_tunnel(string address, bool limited)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var point = await SomePoint.RegisteredAsync(hub);
        var json = await ShownAsync(hub, point, SomeRun.At(hub, point).Seen(record => record with { Address = address }));
        json["limitedBy"]!.AsArray().Select(word => (string?)word).ShouldBe(limited ? ["vpn"] : []);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_run_against_a_point_that_limited_itself_at_that_time_does_not_count(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var start = hub.Time.GetUtcNow();
        (await point.BeatAsync(hub, check: SomePoint.Poor(start))).ShouldBe(HttpStatusCode.OK);
        hub.Time.Move(TimeSpan.FromHours(1));
        (await point.BeatAsync(hub, check: SomePoint.Fine(hub.Time.GetUtcNow()))).ShouldBe(HttpStatusCode.OK);
        hub.Time.Move(TimeSpan.FromHours(1));

        var late = await ShownAsync(hub, point, SomeRun.At(start + TimeSpan.FromMinutes(30), point)); // kept on the device until now
        var now = await ShownAsync(hub, point, SomeRun.At(hub, point));

        late["limitedBy"]!.AsArray().Select(word => (string?)word).ShouldBe(["test-point"]);
        now["limitedBy"]!.AsArray().ShouldBeEmpty();
    }

    private static SomeRun OfGroup(SomeRun run, Guid group, Guid device) =>
        run with
        {
            Submission = run.Submission with { Group = group, Device = device },
            Record = run.Record with { Device = device, Address = ViettelAddress },
        };

    private static async Task<JsonNode> ShownAsync(RunningHub hub, SomePoint point, SomeRun run)
    {
        (await hub.SubmitAsync(run.Submission with { Record = point.Sign(run.Record) })).ShouldBe(HttpStatusCode.Created);
        var reply = await hub.GetAsync($"/api/v1/measurements/{run.Id}");
        reply.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(reply.Body)!;
    }
}
