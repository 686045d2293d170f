using System.Net;
using System.Text.Json.Nodes;
using Ispeed.Hub.Points;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Points;

public sealed class TakeHeartbeatTests(Hubs hubs)
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Silence_makes_a_point_late_and_then_gone_and_a_heartbeat_brings_it_back(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        (await StateAsync(hub, point)).ShouldBe("alive");

        hub.Time.Move(PointRules.AliveFor + TimeSpan.FromSeconds(1));
        (await StateAsync(hub, point)).ShouldBe("late");
        hub.Time.Move(PointRules.LateFor);
        (await StateAsync(hub, point)).ShouldBe("gone");

        (await point.BeatAsync(hub, load: 0.25)).ShouldBe(HttpStatusCode.OK);
        (await StateAsync(hub, point)).ShouldBe("alive");
        ((double)JsonNode.Parse((await hub.GetAsync("/api/v1/points")).Body)![0]!["load"]!).ShouldBe(0.25);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_old_heartbeat_said_again_does_not_count(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var now = hub.Time.GetUtcNow();
        var old = point.Sign(new Heartbeat(point.Id, now.ToUnixTimeSeconds() - 30, 0, 0, 0, "x"));

        (await point.PostHeartbeatAsync(hub, old)).ShouldBe(HttpStatusCode.OK);
        (await point.BeatAsync(hub)).ShouldBe(HttpStatusCode.OK);
        (await point.PostHeartbeatAsync(hub, old)).ShouldRefuse(401, "signature-invalid");
    }

    [Fact]
    public async Task A_clock_that_is_far_off_a_foreign_key_and_another_kind_of_token_are_refused()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var point = await SomePoint.RegisteredAsync(hub);
        using var impostor = new SomePoint(point.Id);
        using var other = await SomePoint.RegisteredAsync(hub);
        var now = hub.Time.GetUtcNow();

        (await point.BeatAsync(hub, at: now - PointRules.LargestSkew - TimeSpan.FromSeconds(5))).ShouldRefuse(401, "signature-invalid");
        (await point.BeatAsync(hub, at: now + PointRules.LargestSkew + TimeSpan.FromSeconds(5))).ShouldRefuse(401, "signature-invalid");
        (await impostor.BeatAsync(hub)).ShouldRefuse(401, "signature-invalid");
        (await point.PostHeartbeatAsync(hub, point.Sign(SomeRun.At(hub, point).Record))).ShouldRefuse(401, "signature-invalid");
        (await point.PostHeartbeatAsync(hub, point.Sign(new Heartbeat(other.Id, now.ToUnixTimeSeconds(), 0, 0, 0, "x")))).ShouldRefuse(
            401,
            "signature-invalid"
        );
        (await point.PostHeartbeatAsync(hub, point.Sign(new Heartbeat(point.Id, long.MinValue, 0, 0, 0, "x")))).ShouldRefuse(
            401,
            "signature-invalid"
        );
        using var nobody = new SomePoint();
        (await nobody.BeatAsync(hub)).ShouldRefuse(404, "unknown-point");
    }

    [Fact]
    public async Task The_answer_names_other_points_that_are_alive_able_and_not_full()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        using var asking = await SomePoint.RegisteredAsync(hub);
        using var full = await SomePoint.RegisteredAsync(hub);
        using var poor = await SomePoint.RegisteredAsync(hub);
        using var well = await SomePoint.RegisteredAsync(hub);
        (await full.BeatAsync(hub, load: 1)).ShouldBe(HttpStatusCode.OK);
        (await poor.BeatAsync(hub, check: SomePoint.Poor(hub.Time.GetUtcNow()))).ShouldBe(HttpStatusCode.OK);
        (await AlternativesAsync(hub, asking)).ShouldBe(["ws://127.0.0.1:9"]);
        hub.Time.Move(PointRules.AliveFor + TimeSpan.FromSeconds(1));
        (await AlternativesAsync(hub, asking)).ShouldBeEmpty();
    }

    [Fact]
    public void Points_of_the_same_country_and_an_address_of_a_kind_that_the_point_has_come_first()
    {
        PointRow[] others =
        [
            Row("tokyo", "ws://tokyo", "wss://tokyo", 0, "JP"),
            Row("a", "ws://a", null, 0.5),
            Row("b", "ws://b", "wss://b", 0.1, "VN"),
            Row("c", null, "wss://c", 0.2),
        ];
        var country = new HubCountry("VN");
        TakeHeartbeat.Alternatives(Row("me", "ws://me", null, 1), others, country).ShouldBe(["ws://b", "ws://a", "ws://tokyo"]);
        TakeHeartbeat.Alternatives(Row("me", null, "wss://me", 1), others, country).ShouldBe(["wss://b", "wss://c", "wss://tokyo"]);
        TakeHeartbeat.Alternatives(Row("me", "ws://me", "wss://me", 1), others, country).ShouldBe(["wss://b", "wss://c", "ws://a"]);
        TakeHeartbeat.Alternatives(Row("me", "ws://me", null, 1, "JP"), others, country)[0].ShouldBe("ws://tokyo");
    }

    [Fact]
    public async Task A_self_check_out_of_this_world_is_kept_as_far_as_it_can_be()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        using var point = await SomePoint.RegisteredAsync(hub);
        var strange = new SelfCheck(long.MaxValue, -5, 1e300, 1e9, LimitsItself: true, new('x', 1500));
        (await point.BeatAsync(hub, check: strange)).ShouldBe(HttpStatusCode.OK);
        var check = JsonNode.Parse((await hub.GetAsync($"/api/v1/points/{point.Id}")).Body)!["check"]!;
        ((string)check["reason"]!).Length.ShouldBe(PointRules.LongestReason);
        ((DateTimeOffset)check["at"]!).ShouldBeLessThanOrEqualTo(hub.Time.GetUtcNow());
    }

    private static PointRow Row(string id, string? url, string? secureUrl, double load, string? country = null) =>
        new()
        {
            Id = id,
            Name = id,
            Url = url,
            SecureUrl = secureUrl,
            Country = country,
            PublicKey = string.Empty,
            Software = string.Empty,
            Load = load,
        };

    private static async Task<IReadOnlyList<string>> AlternativesAsync(RunningHub hub, SomePoint point)
    {
        var reply = await point.BeatAsync(hub);
        reply.ShouldBe(HttpStatusCode.OK);
        return reply.As(MeasureJson.Default.HeartbeatAnswer).Alternatives;
    }

    private static async Task<string?> StateAsync(RunningHub hub, SomePoint point) =>
        (string?)JsonNode.Parse((await hub.GetAsync($"/api/v1/points/{point.Id}")).Body)!["state"];
}
