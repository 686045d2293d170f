using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ispeed.Hub.Points;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Points;

public sealed class RegisterPointTests(Hubs hubs)
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_point_registers_once_and_may_change_its_name_with_the_same_key(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = new SomePoint();

        var first = await point.RegisterAsync(hub);
        first.ShouldBe(HttpStatusCode.Created);
        var welcome = first.As(MeasureJson.Default.PointWelcome);
        (welcome.Id, welcome.KeyId).ShouldBe((point.Id, hub.Services.GetRequiredService<HubKey>().Id));

        (await PostAsync(hub, point.Registration() with { Name = "Tên mới", Url = "ws://198.51.100.1:81" })).ShouldBe(HttpStatusCode.OK);
        var listed = JsonNode.Parse((await hub.GetAsync($"/api/v1/points/{point.Id}")).Body)!;
        ((string?)listed["name"], (string?)listed["url"], (string?)listed["state"]).ShouldBe(("Tên mới", "ws://198.51.100.1:81", "alive"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_key_does_not_get_a_taken_id(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        using var thief = new SomePoint(point.Id);
        (await thief.RegisterAsync(hub)).ShouldRefuse(409, "point-taken");
    }

    [Fact]
    public async Task Without_the_enrolment_key_nobody_registers()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var point = new SomePoint();
        foreach (var authorization in new[] { null, "Enrolment wrong", $"Bearer {hub.EnrolmentKey}", hub.EnrolmentKey, "Enrolment " })
        {
            (await PostAsync(hub, point.Registration(), authorization)).ShouldRefuse(401, "enrolment-invalid");
        }
    }

    [Fact]
    public async Task A_registration_that_no_client_could_use_is_malformed()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var point = new SomePoint();
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var good = point.Registration();
        PointRegistration[] wrong =
        [
            good with
            {
                Id = "Ab",
            },
            good with
            {
                Id = "with space",
            },
            good with
            {
                Id = new('a', 41),
            },
            good with
            {
                Name = "",
            },
            good with
            {
                Name = new('x', 81),
            },
            good with
            {
                Url = null,
            },
            good with
            {
                Url = "http://host",
            },
            good with
            {
                Url = "ws://host/path",
            },
            good with
            {
                Url = "wss://host",
            },
            good with
            {
                SecureUrl = "ws://host",
            },
            good with
            {
                Url = "ws://user@host",
            },
            good with
            {
                Operator = "Viettel Group",
            },
            good with
            {
                Country = "vn",
            },
            good with
            {
                PublicKey = "?",
            },
            good with
            {
                PublicKey = "AAAA",
            },
            good with
            {
                PublicKey = Convert.ToBase64String(otherCurve.ExportSubjectPublicKeyInfo()),
            },
        ];
        foreach (var registration in wrong)
        {
            (await PostAsync(hub, registration)).ShouldRefuse(400, "malformed");
        }

        (await hub.GetAsync($"/api/v1/points/{point.Id}")).ShouldRefuse(404, "unknown-point");
    }

    [Fact]
    public async Task The_keys_are_read_by_their_owner_only_and_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-keys-").FullName;
        string keyId;
        string enrolment;
        await using (var hub = await hubs.AloneAsync(Engine.Sqlite, folder: folder))
        {
            keyId = hub.Services.GetRequiredService<HubKey>().Id;
            enrolment = hub.EnrolmentKey;
        }

        if (!OperatingSystem.IsWindows())
        {
            string[] secrets = ["hub.key", "enrolment.key"];
            secrets.ShouldAllBe(name => ModeOf(Path.Combine(folder, name)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        await using (var again = await hubs.AloneAsync(Engine.Sqlite, folder: folder))
        {
            again.Services.GetRequiredService<HubKey>().Id.ShouldBe(keyId);
            again.EnrolmentKey.ShouldBe(enrolment);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static UnixFileMode? ModeOf(string file) => OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(file);

    private static Task<Reply> PostAsync(RunningHub hub, PointRegistration registration) =>
        PostAsync(hub, registration, $"Enrolment {hub.EnrolmentKey}");

    private static Task<Reply> PostAsync(RunningHub hub, PointRegistration registration, string? authorization) =>
        hub.PostAsync("/api/v1/points", registration, MeasureJson.Default.PointRegistration, authorization: authorization);
}
