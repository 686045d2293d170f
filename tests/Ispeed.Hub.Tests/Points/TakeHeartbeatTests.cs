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

        (await point.BeatAsync(hub, load: 0.25)).ShouldBe(HttpStatusCode.NoContent);
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

        (await point.PostHeartbeatAsync(hub, old)).ShouldBe(HttpStatusCode.NoContent);
        (await point.BeatAsync(hub)).ShouldBe(HttpStatusCode.NoContent);
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

    private static async Task<string?> StateAsync(RunningHub hub, SomePoint point) =>
        (string?)JsonNode.Parse((await hub.GetAsync($"/api/v1/points/{point.Id}")).Body)!["state"];
}
