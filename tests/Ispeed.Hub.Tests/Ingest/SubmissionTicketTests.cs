using System.Net;
using System.Security.Cryptography;
using Ispeed.Hub.Points;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class SubmissionTicketTests(Hubs hubs)
{
    [Fact]
    public async Task A_result_with_the_ticket_of_its_run_is_taken_until_the_late_time_is_over()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var now = hub.Time.GetUtcNow();
        (await SubmitAsync(hub, ticket => ticket)).ShouldBe(HttpStatusCode.Created);
        (await SubmitAsync(hub, ticket => Ending(ticket, now.AddMinutes(-5)))).ShouldBe(HttpStatusCode.Created);
        (await SubmitAsync(hub, ticket => Ending(ticket, now - Limits.SubmitTime + TimeSpan.FromMinutes(1)))).ShouldBe(
            HttpStatusCode.Created
        );
        (await SubmitAsync(hub, ticket => Ending(ticket, now - Limits.SubmitTime - TimeSpan.FromMinutes(1)))).ShouldRefuse(
            401,
            "ticket-expired"
        );
    }

    [Fact]
    public async Task A_ticket_of_another_run_device_or_point_is_refused()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        (await SubmitAsync(hub, ticket => ticket with { Run = Guid.CreateVersion7() })).ShouldRefuse(403, "ticket-mismatch");
        (await SubmitAsync(hub, ticket => ticket with { Device = Guid.NewGuid() })).ShouldRefuse(403, "ticket-mismatch");
        (await SubmitAsync(hub, ticket => ticket with { Points = ["elsewhere"] })).ShouldRefuse(403, "ticket-foreign");
    }

    [Fact]
    public async Task What_this_hub_did_not_sign_as_a_ticket_is_no_ticket()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var run = SomeRun.At(hub);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = hub.Services.GetRequiredService<HubKey>();
        var ticket = TicketOf(run, hub);

        (await hub.SubmitAsync(run.Submission with { Ticket = "nonsense" })).ShouldRefuse(401, "ticket-invalid");
        (
            await hub.SubmitAsync(
                run.Submission with
                {
                    Ticket = CompactSignature.Sign(ticket, MeasureJson.Default.Ticket, other, key.Id, Ticket.Kind),
                }
            )
        ).ShouldRefuse(401, "ticket-invalid");
        (await hub.SubmitAsync(run.Submission with { Ticket = key.Sign(ticket, MeasureJson.Default.Ticket, RunRecord.Kind) })).ShouldRefuse(
            401,
            "ticket-invalid"
        );
    }

    private static Ticket Ending(Ticket ticket, DateTimeOffset at) =>
        ticket with
        {
            Expires = at.ToUnixTimeSeconds(),
            IssuedAt = at.ToUnixTimeSeconds() - 180,
        };

    private static Ticket TicketOf(SomeRun run, RunningHub hub)
    {
        var now = hub.Time.GetUtcNow().ToUnixTimeSeconds();
        return new("http://localhost", ["here"], run.Id, run.Submission.Device, 1, now, now + 180);
    }

    private static async Task<Reply> SubmitAsync(RunningHub hub, Func<Ticket, Ticket> change)
    {
        var run = SomeRun.At(hub).With(measurement => measurement with { Server = measurement.Server! with { Id = "here" } });
        var token = hub.Services.GetRequiredService<HubKey>().Sign(change(TicketOf(run, hub)), MeasureJson.Default.Ticket, Ticket.Kind);
        return await hub.SubmitAsync(run.Submission with { Ticket = token });
    }
}
