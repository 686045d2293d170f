using System.Net;
using System.Text.Json.Nodes;
using Ispeed.Hub.Tests.Running;

namespace Ispeed.Hub.Tests.Measurements;

public sealed class ShowMeasurementTests(Hubs hubs)
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_published_part_has_figures_proof_operator_and_area_and_nothing_that_leads_to_a_person(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var run = SomeRun.At(hub, point);
        var submission = run.Submission with
        {
            Area = "22366",
            Location = new(12.2387654, 109.1967321, 12.5),
            Record = point.Sign(run.Record),
        };
        (await hub.SubmitAsync(submission, from: "171.224.17.45")).ShouldBe(HttpStatusCode.Created);

        var reply = await hub.GetAsync($"/api/v1/measurements/{run.Id}");

        reply.ShouldBe(HttpStatusCode.OK);
        var json = JsonNode.Parse(reply.Body)!;
        ((string?)json["proof"], (double?)json["download"]!["mbps"], (string?)json["download"]!["stoppedBy"]).ShouldBe(
            ("attested", 100.0, "interval")
        );
        ((string?)json["operator"]!["code"], (string?)json["area"]!["name"], (string?)json["area"]!["province"]).ShouldBe(
            ("viettel", "Phường Nha Trang", "Tỉnh Khánh Hòa")
        );
        ((string?)json["point"]!["id"]).ShouldBe(point.Id);
        foreach (var secret in new[] { submission.Device.ToString(), "171.224", "203.0.113", "12.23", "109.19", "109.20", "Linux" })
        {
            reply.Body.ShouldNotContain(secret);
        }
    }
}
