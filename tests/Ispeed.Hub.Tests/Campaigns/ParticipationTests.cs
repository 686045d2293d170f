using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Referrals;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Campaigns;

public sealed class ParticipationTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_device_counts_once_a_month_for_the_code_it_came_with_however_often_it_measures(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        using var point = await SomePoint.RegisteredAsync(hub);
        var device = Guid.NewGuid();
        await MeasureAsync(hub, point, campaign.Code, device, Access.Mobile4G, Participant.Staff);
        await MeasureAsync(hub, point, campaign.Code, device, Access.Mobile5G, Participant.Staff);
        await MeasureAsync(hub, point, campaign.Code, Guid.NewGuid(), Access.Mobile4G, Participant.Relative);
        await MeasureAsync(hub, point, campaign.SubCode, Guid.NewGuid(), Access.Mobile4G, null);
        await MeasureAsync(hub, point, null, Guid.NewGuid(), Access.Mobile4G, null);

        var unit = await campaign.LineAsync(hub, campaign.Unit);
        (unit.Staff, unit.StaffSeen, unit.OthersSeen).ShouldBe((42, 1, 1));
        var sub = await campaign.LineAsync(hub, campaign.SubUnit);
        (sub.Staff, sub.StaffSeen, sub.OthersSeen).ShouldBe((18, 1, 0));
        sub.Percent!.Value.ShouldBe(100.0 / 18, 1e-9);
        await using var db = hub.OpenDb();
        (await db.Participations.SingleAsync(one => one.Device == device, Ending)).Runs.ShouldBe(2);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_does_not_count_says_why_and_counts_once_it_is_mended(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub, runs: 2);
        using var point = await SomePoint.RegisteredAsync(hub);
        var device = Guid.NewGuid();
        (await StandingAsync(hub, campaign.Code, device)).ShouldBe((false, "no-run"));
        await MeasureAsync(hub, point, campaign.Code, device, Access.WiFi, Participant.Staff);
        (await StandingAsync(hub, campaign.Code, device)).ShouldBe((false, "on-wifi"));
        hub.Time.Move(TimeSpan.FromSeconds(30));
        await MeasureAsync(hub, point, campaign.Code, device, Access.Unknown, Participant.Staff);
        (await StandingAsync(hub, campaign.Code, device)).ShouldBe((false, "access-unknown"));
        (await campaign.LineAsync(hub, campaign.Unit)).StaffSeen.ShouldBe(0);

        // The point's record comes later than the result: the run waits, and is counted when it is proved.
        hub.Time.Move(TimeSpan.FromSeconds(30));
        var run = Of(hub, point, campaign.Code, device, Access.Mobile4G, Participant.Staff);
        (await hub.SubmitAsync(run.Submission)).ShouldBe(HttpStatusCode.Created);
        (await StandingAsync(hub, campaign.Code, device)).ShouldBe((false, "waiting"));
        await campaign.LineAsync(hub, campaign.Unit);
        hub.Time.Move(TimeSpan.FromMinutes(5));
        (await point.PostRecordAsync(hub, run.Record)).ShouldBe(HttpStatusCode.Created);
        (await StandingAsync(hub, campaign.Code, device)).ShouldBe((false, "too-few"));
        await MeasureAsync(hub, point, campaign.Code, device, Access.Mobile4G, Participant.Staff);
        (await StandingAsync(hub, campaign.Code, device)).ShouldBe((true, "counted"));
        (await campaign.LineAsync(hub, campaign.Unit)).StaffSeen.ShouldBe(1);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_replaced_code_counts_until_its_day_for_the_same_unit_and_a_merged_units_code_for_the_one_that_carries_on(
        Engine engine
    )
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        using var point = await SomePoint.RegisteredAsync(hub);
        await using (var db = hub.OpenDb())
        {
            var next = await MakeCodes.ReplaceAsync(
                db,
                campaign.Code,
                campaign.Month,
                campaign.Month.AddMonths(1),
                new Random(3),
                Author.CommandLine,
                hub.Time.GetUtcNow(),
                Ending
            );
            ReferralCode.TryRead(next!.Code, out var code).ShouldBeTrue();
            await MeasureAsync(hub, point, code, Guid.NewGuid(), Access.Mobile4G, Participant.Staff);
            var merged = await ChangeOrganisation.MergeAsync(
                db,
                new(campaign.SubUnit, 1, campaign.Month, Author.CommandLine, hub.Time.GetUtcNow()),
                campaign.Unit,
                Ending
            );
            merged.ShouldBeOfType<ChangeOutcome.Changed>();
            (
                await MakeCodes.ReplaceAsync(
                    db,
                    campaign.Code,
                    campaign.Month,
                    campaign.Month,
                    new Random(4),
                    Author.CommandLine,
                    hub.Time.GetUtcNow(),
                    Ending
                )
            ).ShouldBeNull();
        }

        await MeasureAsync(hub, point, campaign.Code, Guid.NewGuid(), Access.Mobile4G, Participant.Staff);
        await MeasureAsync(hub, point, campaign.SubCode, Guid.NewGuid(), Access.Mobile4G, Participant.Staff);
        (await campaign.LineAsync(hub, campaign.Unit)).StaffSeen.ShouldBe(3);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_is_looked_up_as_it_is_typed_and_a_network_that_guesses_is_stopped(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var found = JsonDocument.Parse((await hub.GetAsync($"/api/v1/codes/{campaign.Code.Grouped.ToLowerInvariant()}")).Body).RootElement;
        found.GetProperty("owner").GetString().ShouldBe("Phòng 1");
        found.GetProperty("asks").GetString().ShouldBe("mobile");
        found.GetProperty("valid").GetBoolean().ShouldBeTrue();
        (await hub.GetAsync("/api/v1/codes/K7M2QXB")).ShouldRefuse(400, "malformed");

        for (var guess = 0; guess < 60; guess++)
        {
            (await hub.GetAsync($"/api/v1/codes/{ReferralCode.Of(guess).Value}")).ShouldRefuse(404, "unknown-code");
        }

        (await hub.GetAsync($"/api/v1/codes/{ReferralCode.Of(61).Value}")).ShouldRefuse(429, "too-many");
        (await hub.GetAsync($"/api/v1/codes/{campaign.Code.Value}")).ShouldRefuse(429, "too-many");
        hub.Time.Move(TimeSpan.FromMinutes(1));
        (await hub.GetAsync($"/api/v1/codes/{campaign.Code.Value}")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_steps_from_poster_to_result_are_kept_by_code_and_made_up_codes_are_not(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        using var point = await SomePoint.RegisteredAsync(hub);
        (await hub.GetAsync($"/c/{campaign.Code.Grouped}")).Body.ShouldContain("Phòng 1");
        (await hub.GetAsync($"/c?code={campaign.Code.Value}")).Body.ShouldContain("Phòng 1");
        await MeasureAsync(hub, point, campaign.Code, Guid.NewGuid(), Access.WiFi, null);
        await MeasureAsync(hub, point, ReferralCode.Of(12345), Guid.NewGuid(), Access.WiFi, null);
        var funnel = hub.Services.GetRequiredService<KeepFunnel>();
        await funnel.RunAsync(Ending);
        await MeasureAsync(hub, point, campaign.Code, Guid.NewGuid(), Access.WiFi, null);
        await funnel.RunAsync(Ending);
        await using var db = hub.OpenDb();
        var steps = await db.CodeStepCounts.OrderBy(one => one.Step).ToListAsync(Ending);
        steps
            .Select(one => (one.Code, one.Step, one.Count))
            .ShouldBe([(campaign.Code.Value, CodeStep.Opened, 2), (campaign.Code.Value, CodeStep.Finished, 2)]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Three_thousand_units_and_two_hundred_thousand_participants_are_one_quick_look(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var now = hub.Time.GetUtcNow();
        var units = Enumerable.Range(0, 3_000).Select(_ => Guid.CreateVersion7(now)).ToArray();
        await using var db = hub.OpenDb();
        await using (var transaction = await db.Database.BeginTransactionAsync(Ending))
        {
            new BulkInsert<Organisation>(db).Write(db, units.Select(id => new Organisation { Id = id, Key = $"M.{id:N}" }));
            new BulkInsert<OrganisationSpan>(db).Write(
                db,
                units.Select(id => new OrganisationSpan
                {
                    OrganisationId = id,
                    ValidFrom = campaign.Month,
                    Name = "Đơn vị",
                    ParentId = campaign.Department,
                })
            );
            new BulkInsert<Headcount>(db).Write(
                db,
                units.Select(id => new Headcount
                {
                    OrganisationId = id,
                    Month = campaign.Month,
                    Staff = 100,
                })
            );
            await transaction.CommitAsync(Ending);
        }

        var today = VietnamTime.DayOf(now);
        (await OpenRounds.OpenAsync(db, campaign.Campaign, campaign.Month, today, Ending)).ShouldBe(3_000);
        db.ChangeTracker.Clear();
        var codes = (
            await MakeCodes.ForUnitsAsync(
                db,
                campaign.Campaign,
                campaign.Month,
                new Random(9),
                Author.CommandLine,
                hub.Time.GetUtcNow(),
                Ending
            )
        )
            .Select(row => row.Code)
            .ToArray();
        db.ChangeTracker.Clear();
        await using (var transaction = await db.Database.BeginTransactionAsync(Ending))
        {
            new BulkInsert<Participation>(db).Write(
                db,
                Enumerable
                    .Range(0, 200_000)
                    .Select(i => new Participation
                    {
                        Device = Guid.NewGuid(),
                        Code = codes[i % codes.Length],
                        Month = campaign.Month,
                        Runs = 1 + i % 3,
                        Participant = (Participant)(1 + i / codes.Length % 3),
                    })
            );
            await transaction.CommitAsync(Ending);
        }

        await UnitBoard.ReadAsync(db, campaign.Campaign, campaign.Month, today, Ending);
        var clock = Stopwatch.StartNew();
        var lines = await UnitBoard.ReadAsync(db, campaign.Campaign, campaign.Month, today, Ending);
        TestContext.Current.SendDiagnosticMessage($"board of 3,000 units on {engine}: {clock.Elapsed.TotalMilliseconds:0} ms");
        lines.Count.ShouldBe(3_002);
        lines.Sum(line => line.StaffSeen + line.OthersSeen).ShouldBe(200_000);
    }

    private static async Task MeasureAsync(
        RunningHub hub,
        SomePoint point,
        ReferralCode? code,
        Guid device,
        Access access,
        Participant? participant
    )
    {
        var run = Of(hub, point, code, device, access, participant);
        (await hub.SubmitAsync(run.Submission with { Record = point.Sign(run.Record) })).ShouldBe(HttpStatusCode.Created);
    }

    private static SomeRun Of(RunningHub hub, SomePoint point, ReferralCode? code, Guid device, Access access, Participant? participant)
    {
        var run = SomeRun.At(hub, point).Seen(record => record with { Device = device });
        return run with
        {
            Submission = run.Submission with { Device = device, Access = access, Code = code?.Value, Participant = participant },
        };
    }

    private static async Task<(bool Counted, string? Reason)> StandingAsync(RunningHub hub, ReferralCode code, Guid device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/codes/{code.Value}/standing")
        {
            Content = new StringContent($$"""{"device":"{{device}}"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        var reply = await hub.SendAsync(request);
        reply.ShouldBe(HttpStatusCode.OK);
        var answer = JsonDocument.Parse(reply.Body).RootElement;
        return (answer.GetProperty("counted").GetBoolean(), answer.GetProperty("reason").GetString());
    }
}
