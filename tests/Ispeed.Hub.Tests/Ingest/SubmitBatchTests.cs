using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class SubmitBatchTests(Hubs hubs)
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_line_is_answered_as_it_would_have_been_alone_and_in_order(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var (attested, claimed, before) = (SomeRun.At(hub, point), SomeRun.At(hub), SomeRun.At(hub));
        (await hub.SubmitAsync(before.Submission)).ShouldBe(HttpStatusCode.Created);
        var answers = await PostAsync(
            hub,
            Line(attested.Submission with { Record = point.Sign(attested.Record) }),
            "{\"device\":",
            Line(claimed.With(measurement => measurement with { BytesTotal = -1 }).Submission),
            string.Empty,
            Line(claimed.Submission),
            Line(before.Submission),
            Line(before.Submission with { Device = Guid.NewGuid() }),
            new string(' ', Limits.SubmissionBytes + 1),
            "{}"
        );

        answers.Select(answer => answer.Status).ShouldBe([201, 400, 422, 201, 200, 409, 413, 400]);
        answers
            .Select(answer => answer.Code)
            .ShouldBe([null, "malformed", "implausible", null, null, "id-taken", "too-large", "malformed"]);
        answers[0].Proof.ShouldBe(Proof.Attested);
        answers[0].Link!.ShouldEndWith($"/r/{attested.Id}");
        answers[3].Id.ShouldBe(claimed.Id);
        answers.Where(answer => answer.Code is not null).ShouldAllBe(answer => answer.Detail!.Length > 0 && answer.Title!.Length > 0);
        await using var db = hub.OpenDb();
        Guid[] ids = [attested.Id, claimed.Id, before.Id];
        (await db.Measurements.CountAsync(row => ids.Contains(row.Id), TestContext.Current.CancellationToken)).ShouldBe(3);
    }

    [Fact]
    public async Task Too_many_lines_too_many_bytes_and_another_media_type_are_refused_and_an_empty_body_is_an_empty_batch()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        (await SendAsync(hub, string.Join('\n', Enumerable.Repeat("{}", Limits.BatchResults + 1)))).ShouldRefuse(413, "too-large");
        (await SendAsync(hub, new string(' ', Limits.BatchBytes + 1))).ShouldRefuse(413, "too-large");
        (await SendAsync(hub, "{}", "application/json")).ShouldRefuse(415, "unsupported-media-type");
        (await SendAsync(hub, "\n\n")).Body.ShouldBeEmpty();
        (await PostAsync(hub, Enumerable.Repeat("{}", Limits.BatchResults).ToArray())).Count.ShouldBe(Limits.BatchResults);
    }

    [Fact]
    public async Task A_gateway_keeps_its_connection_from_batch_to_batch_also_after_a_refused_one()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var connections = 0;
        using var gateway = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, ending) =>
                {
                    Interlocked.Increment(ref connections);
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(context.DnsEndPoint, ending);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = hub.Client.BaseAddress,
        };
        foreach (var lines in new[] { 1, Limits.BatchResults + 1, 3, 2 })
        {
            using var body = new StringContent(string.Join('\n', Enumerable.Repeat("{}", lines)), Encoding.UTF8, "application/x-ndjson");
            using var reply = await gateway.PostAsync("/api/v1/measurements/batch", body, TestContext.Current.CancellationToken);
            await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        connections.ShouldBe(1);
    }

    private static string Line(Submission submission) => JsonSerializer.Serialize(submission, MeasureJson.Default.Submission);

    private static async Task<List<BatchAnswer>> PostAsync(RunningHub hub, params string[] lines)
    {
        var reply = await SendAsync(hub, string.Join('\n', lines));
        reply.ShouldBe(HttpStatusCode.OK);
        reply.MediaType.ShouldBe("application/x-ndjson");
        return
        [
            .. reply
                .Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize(line, MeasureJson.Default.BatchAnswer)!),
        ];
    }

    private static async Task<Reply> SendAsync(RunningHub hub, string body, string type = "application/x-ndjson")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/measurements/batch")
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        request.Headers.ExpectContinue = true; // a body that is refused by its length is then never sent
        return await hub.SendAsync(request);
    }
}
