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
        var asRecord = CompactSignature.Sign(Sealed(key, ticket), MeasureJson.Default.Ticket, other, key.Id, RunRecord.Kind);
        (await hub.SubmitAsync(run.Submission with { Ticket = asRecord })).ShouldRefuse(401, "ticket-invalid");
    }

    [Fact]
    public async Task The_hubs_own_seal_holds_every_claim_and_without_one_the_signature_decides()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = hub.Services.GetRequiredService<HubKey>();
        var honest = Sealed(key, TicketOf(SomeRun.At(hub), hub));
        Ticket[] forged =
        [
            honest with
            {
                Run = Guid.CreateVersion7(),
            },
            honest with
            {
                Device = Guid.NewGuid(),
            },
            honest with
            {
                Points = [.. honest.Points, "mine"],
            },
            honest with
            {
                Budget = honest.Budget + 1,
            },
            honest with
            {
                Expires = honest.Expires + 1,
            },
            honest with
            {
                IssuedAt = honest.IssuedAt - 1,
            },
            honest with
            {
                Rate = honest.Rate + 1,
            },
            honest with
            {
                Issuer = "elsewhere",
            },
            honest with
            {
                Mac = null,
            },
            honest with
            {
                Mac = string.Empty,
            },
            honest with
            {
                Mac = honest.Mac![..^1],
            },
            honest with
            {
                Mac = "é" + honest.Mac,
            },
        ];
        foreach (var ticket in forged)
        {
            key.TryVerify(SignedBy(other, ticket), out var _).ShouldBeFalse(ticket.ToString());
        }

        key.TryVerify(SignedBy(other, honest), out var _).ShouldBeTrue(); // the seal alone proves that the hub said so

        using var own = ECDsa.Create();
        own.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(hub.Folder, "hub.key"), TestContext.Current.CancellationToken));
        key.TryVerify(SignedBy(own, honest with { Mac = null }), out var read).ShouldBeTrue();
        read!.Run.ShouldBe(honest.Run);

        string SignedBy(ECDsa signer, Ticket ticket) =>
            CompactSignature.Sign(ticket, MeasureJson.Default.Ticket, signer, key.Id, Ticket.Kind);
    }

    private static Ticket Sealed(HubKey key, Ticket ticket)
    {
        CompactSignature.TryReadUnproved(key.Sign(ticket), MeasureJson.Default.Ticket, Ticket.Kind, out var read).ShouldBeTrue();
        return read!;
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
        var token = hub.Services.GetRequiredService<HubKey>().Sign(change(TicketOf(run, hub)));
        return await hub.SubmitAsync(run.Submission with { Ticket = token });
    }
}
