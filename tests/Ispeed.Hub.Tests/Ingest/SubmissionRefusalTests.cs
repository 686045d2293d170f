using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class SubmissionRefusalTests(Hubs hubs)
{
    [Theory]
    [InlineData("device")]
    [InlineData("client")]
    [InlineData("measurement")]
    [InlineData("measurement.id")]
    [InlineData("measurement.method")]
    [InlineData("measurement.startedAt")]
    [InlineData("client.system")]
    [InlineData("detail.idleMs")]
    [InlineData("detail.down.series")]
    public async Task A_missing_member_is_named(string member)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var reply = await PostAsync(hub, Without(Json(SomeRun.At(hub)), member));
        reply.ShouldRefuse(400, "malformed");
        reply.Body.ShouldContain(member.Split('.')[^1]);
    }

    [Theory]
    [InlineData("measurement.download.mbps", "\"fast\"")]
    [InlineData("measurement.download.mbps", "null")]
    [InlineData("measurement.download.mbps", "1e999")]
    [InlineData("measurement.download.mbps", "\"94.1\"")]
    [InlineData("measurement.download.bytes", "1.5")]
    [InlineData("measurement.download.bytes", "99999999999999999999")]
    [InlineData("measurement.download.stoppedBy", "\"boredom\"")]
    [InlineData("measurement.download.stoppedBy", "99")]
    [InlineData("measurement.latency.idleMs", "-1e999")]
    [InlineData("measurement.id", "\"7\"")]
    [InlineData("measurement.startedAt", "\"yesterday\"")]
    [InlineData("measurement.server.name", "null")]
    [InlineData("access", "\"6g\"")]
    [InlineData("access", "77")]
    [InlineData("client.name", "null")]
    [InlineData("client.system", "\"Linux\\u0000\"")]
    [InlineData("detail.idleMs", "[1e999]")]
    [InlineData("detail.down.series", "[null]")]
    [InlineData("location", "{\"latitude\":1e999,\"longitude\":0,\"accuracyMeters\":1}")]
    [InlineData("measurement", "[]")]
    [InlineData("measurement.limitedBy", "[\"boredom\"]")]
    [InlineData("measurement.limitedBy", "[0]")]
    [InlineData("measurement.limitedBy", "[11]")]
    [InlineData("measurement.limitedBy", "[1,2,3,4,5,6,7,8,9,10,1]")]
    [InlineData("measurement.latency.pdv95Ms", "1e999")]
    [InlineData("measurement.loss.downHigh", "-1e999")]
    [InlineData("measurement.family", "4.5")]
    [InlineData("group", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("group", "7")]
    [InlineData("code", "\"K7M-2QXA\"")]
    [InlineData("code", "\"K7M2QXB\"")]
    [InlineData("participant", "\"staff\"")]
    [InlineData("participant", "\"boss\"")]
    [InlineData("detail.probes", "[null]")]
    [InlineData("detail.probes", "[{\"phase\":9,\"sent\":1,\"received\":1,\"answered\":1}]")]
    [InlineData("detail.down.conditions", "{\"cpuShare\":1e999}")]
    public async Task A_value_that_cannot_be_read_is_malformed(string member, string value)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        (await PostAsync(hub, Set(Json(SomeRun.At(hub)), member, value))).ShouldRefuse(400, "malformed");
    }

    [Theory]
    [InlineData("measurement.download.mbps", "-1")]
    [InlineData("measurement.download.low", "100.5")]
    [InlineData("measurement.download.high", "99.5")]
    [InlineData("measurement.upload.bytes", "-1")]
    [InlineData("measurement.upload.seconds", "-0.1")]
    [InlineData("measurement.bytesTotal", "-1")]
    [InlineData("measurement.latency.jitterMs", "-1")]
    [InlineData("measurement.loss.upPercent", "100.1")]
    [InlineData("measurement.loss", "{\"upPercent\":1,\"upLow\":1.1,\"upHigh\":2}")]
    [InlineData("measurement.loss", "{\"upPercent\":1,\"upLow\":0.5,\"upHigh\":0.9}")]
    [InlineData("measurement.loss", "{\"upPercent\":1,\"upLow\":0.5}")]
    [InlineData("measurement.loss", "{\"downLow\":0,\"downHigh\":1}")]
    [InlineData("measurement.loss", "{\"downPercent\":99,\"downLow\":98,\"downHigh\":101}")]
    [InlineData("measurement.loss.probes", "-1")]
    [InlineData("measurement.latency.minMs", "4.3")]
    [InlineData("measurement.latency.minMs", "-0.1")]
    [InlineData("measurement.latency.pdv95Ms", "-0.1")]
    [InlineData("measurement.latency.grade", "\"E\"")]
    [InlineData("measurement.latency.shortRpm", "1e9")]
    [InlineData("measurement.family", "5")]
    [InlineData("detail.down.conditions", "{\"receiverLimited\":1.1}")]
    [InlineData("detail.up.conditions", "{\"cpuShare\":-1}")]
    [InlineData("detail.up.conditions", "{\"longestGapMicros\":-1}")]
    [InlineData("measurement.startedAt", "\"2031-01-01T00:00:00Z\"")]
    [InlineData("measurement.startedAt", "\"2020-01-01T00:00:00Z\"")]
    [InlineData("measurement.id", "\"0c6bd1a9-53e1-4ba4-9d6b-6f2d7c1f6a10\"")]
    [InlineData("measurement.id", "\"019430a8-7c00-7000-8000-000000000001\"")]
    [InlineData("detail.down.stepMillis", "0")]
    [InlineData("detail.down.toMicros", "1")]
    [InlineData("detail.up.series", "[-1]")]
    [InlineData("detail.down.toMicros", "60000001")]
    [InlineData("detail.down.bytesAfterStop", "9223372036854775807")]
    [InlineData("detail.down.points", "-1")]
    [InlineData("detail.down.spans", "[{\"fromMicros\":600000,\"toMicros\":500000}]")]
    [InlineData("detail.down.spans", "[{\"fromMicros\":0,\"toMicros\":900000},{\"fromMicros\":800000,\"toMicros\":1000000}]")]
    [InlineData("detail.down.spans", "[{\"fromMicros\":0,\"toMicros\":0},{\"fromMicros\":0,\"toMicros\":100000}]")]
    [InlineData("detail.down.spans", "[{\"fromMicros\":0,\"toMicros\":2000001}]")]
    [InlineData("detail.probes", "[{\"phase\":\"download\",\"sent\":1,\"received\":2,\"answered\":0}]")]
    [InlineData("location", "{\"latitude\":91,\"longitude\":0,\"accuracyMeters\":1}")]
    public async Task A_value_outside_what_is_possible_is_implausible(string member, string value)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        (await PostAsync(hub, Set(Json(SomeRun.At(hub)), member, value))).ShouldRefuse(422, "implausible");
    }

    [Fact]
    public async Task A_run_with_neither_a_figure_nor_an_error_is_implausible_and_a_failed_one_is_taken()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var run = SomeRun.At(hub).With(measurement => measurement with { Download = null, Upload = null, Latency = null });
        (await hub.SubmitAsync(run.Submission)).ShouldRefuse(422, "implausible");
        (
            await hub.SubmitAsync(
                run.With(measurement =>
                    measurement with
                    {
                        Error = new(FailureReason.NoPoint, RunPhase.Choose, "No test point answers."),
                    }
                ).Submission
            )
        ).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("measurement.limitedBy", "[\"cpu\",\"test-point\"]")]
    [InlineData("measurement.loss", "{\"downPercent\":0,\"downLow\":0,\"downHigh\":1.88,\"probes\":200}")]
    [InlineData("measurement.latency.grade", "\"A+\"")]
    [InlineData("measurement.latency.minMs", "4.2")]
    [InlineData("measurement.family", "6")]
    [InlineData("detail.down.conditions", "{\"congestionControl\":\"bbr\",\"receiverLimited\":0.2,\"cpuShare\":1.7}")]
    public async Task A_value_at_the_edge_of_what_is_possible_is_taken(string member, string value)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        (await PostAsync(hub, Set(Json(SomeRun.At(hub)), member, value))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Members_that_are_not_known_are_ignored_and_repeated_ones_refused()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var json = Json(SomeRun.At(hub)).ToJsonString();
        (await PostAsync(hub, json.Insert(1, "\"future\":{\"a\":[1]},"))).ShouldBe(HttpStatusCode.Created);
        (await PostAsync(hub, json)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(hub, json.Insert(1, $"\"device\":\"{Guid.NewGuid()}\","))).ShouldRefuse(400, "malformed");
    }

    [Theory]
    [InlineData("", "application/json", 400, "malformed")]
    [InlineData("null", "application/json", 400, "malformed")]
    [InlineData("{", "application/json", 400, "malformed")]
    [InlineData("[1]", "application/json", 400, "malformed")]
    [InlineData("{}", "text/plain", 415, "unsupported-media-type")]
    [InlineData("a=b", "application/x-www-form-urlencoded", 415, "unsupported-media-type")]
    public async Task A_body_that_is_no_submission_is_refused(string body, string mediaType, int status, string code)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/measurements")
        {
            Content = new StringContent(body, Encoding.UTF8, mediaType),
        };
        (await hub.SendAsync(request)).ShouldRefuse(status, code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_refused_whether_or_not_it_says_its_length(bool saysLength)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var body = Json(SomeRun.At(hub)).ToJsonString();
        body = body.Insert(1, new string(' ', Limits.SubmissionBytes - Encoding.UTF8.GetByteCount(body)));
        (await PostAsync(hub, body)).ShouldBe(HttpStatusCode.Created);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/measurements")
        {
            Content = new StringContent(body.Insert(1, " "), Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = saysLength ? null : true;
        (await hub.SendAsync(request)).ShouldRefuse(413, "too-large");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "unknown-path")]
    [InlineData("GET", "/api/v2/measurements", 404, "unknown-path")]
    [InlineData("GET", "/api/v1/measurements/seven", 404, "unknown-path")]
    [InlineData("GET", "/api/v1/measurements/019aabcd-0000-7000-8000-0000000000ff", 404, "unknown-measurement")]
    [InlineData("DELETE", "/api/v1/measurements", 405, "method-not-allowed")]
    [InlineData("GET", "/api/v1/points/nobody", 404, "unknown-point")]
    public async Task Every_refusal_under_the_api_is_a_problem(string method, string path, int status, string code)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var request = new HttpRequestMessage(new(method), path);
        (await hub.SendAsync(request)).ShouldRefuse(status, code);
    }

    [Fact]
    public async Task No_bytes_make_the_hub_fail()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        string[] paths = ["/api/v1/measurements", "/api/v1/tickets", "/api/v1/points/x/heartbeat", "/api/v1/points/x/records"];
        await Gen.Select(Gen.Byte.Array[0, 400], OneOf(paths))
            .SampleAsync(
                async (bytes, path) => ((int)await StatusAsync(hub, path, bytes)).ShouldBeInRange(400, 499),
                iter: 300,
                threads: 1
            );
    }

    [Fact]
    public async Task No_change_of_a_valid_submission_makes_the_hub_fail()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var json = Json(SomeRun.At(hub)).ToJsonString();
        string[] values =
        [
            "null",
            "-1",
            "1e308",
            "9223372036854775807",
            "\"\"",
            "[]",
            "{}",
            "true",
            "\"\\ud800\"",
            "0",
            "\"0001-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59+00:00\"",
        ];
        var members = Members(JsonNode.Parse(json)!, string.Empty).ToArray();
        await Gen.Select(OneOf(members), OneOf(values), OneOf(members), OneOf(values))
            .SampleAsync(
                async (one, first, other, second) =>
                {
                    var node = JsonNode.Parse(json)!;
                    node["measurement"]!["id"] = Guid.CreateVersion7().ToString();
                    var changed = Set(node, (one, first), (other, second));
                    var status = (int)await StatusAsync(hub, "/api/v1/measurements", Encoding.UTF8.GetBytes(changed));
                    status.ShouldBeInRange(200, 499, changed);
                },
                iter: 600,
                threads: 1
            );
    }

    private static Gen<string> OneOf(string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static JsonNode Json(SomeRun run) => JsonSerializer.SerializeToNode(run.Submission, MeasureJson.Default.Submission)!;

    private static IEnumerable<string> Members(JsonNode node, string prefix)
    {
        foreach (var (name, value) in node.AsObject())
        {
            yield return prefix + name;
            foreach (var inner in value is JsonObject ? Members(value, $"{prefix}{name}.") : [])
            {
                yield return inner;
            }
        }
    }

    private static string Without(JsonNode json, string member)
    {
        var (parent, name) = Find(json, member);
        parent!.AsObject().Remove(name);
        return json.ToJsonString();
    }

    private static string Set(JsonNode json, string member, string value) => Set(json, (member, value));

    // By text, because a JsonNode cannot hold 1e999.
    private static string Set(JsonNode json, params ReadOnlySpan<(string Member, string Value)> changes)
    {
        for (var i = 0; i < changes.Length; i++)
        {
            var (parent, name) = Find(json, changes[i].Member);
            if (parent is JsonObject holder)
            {
                holder[name] = $"#value {i}#";
            }
        }

        var text = json.ToJsonString();
        for (var i = 0; i < changes.Length; i++)
        {
            text = text.Replace($"\"#value {i}#\"", changes[i].Value, StringComparison.Ordinal);
        }

        return text;
    }

    private static (JsonNode? Parent, string Name) Find(JsonNode json, string member)
    {
        var names = member.Split('.');
        var at = names[..^1].Aggregate<string, JsonNode?>(json, (node, name) => node is JsonObject holder ? holder[name] : null);
        return (at, names[^1]);
    }

    private static async Task<Reply> PostAsync(RunningHub hub, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/measurements")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await hub.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningHub hub, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await hub.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
