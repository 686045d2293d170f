using System.Net;
using Ispeed.Hub.Ingest;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class ObservedSweepTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_run_of_which_no_client_told_becomes_observed_after_the_grace(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var alone = SomeRun.At(hub, point);
        var told = SomeRun.At(hub, point);
        (await point.PostRecordAsync(hub, alone.Record)).ShouldBe(HttpStatusCode.Created);
        (await point.PostRecordAsync(hub, told.Record)).ShouldBe(HttpStatusCode.Created);
        (await hub.SubmitAsync(told.Submission)).ShouldBe(HttpStatusCode.Created);

        (await SweepAsync(hub)).ShouldBe(0);
        hub.Time.Move(ObservedSweep.Grace + TimeSpan.FromSeconds(1));
        (await SweepAsync(hub)).ShouldBe(1);
        (await SweepAsync(hub)).ShouldBe(0);

        await using var db = hub.OpenDb();
        var row = await db.Measurements.SingleAsync(row => row.Id == alone.Id, Ending);
        row.Proof.ShouldBe(Proof.Observed);
        row.DownMbps!.Value.ShouldBe(100, 0.5);
        row.UpMbps!.Value.ShouldBe(50, 0.5);
        row.PointId.ShouldBe(point.Id);
        (await db.Measurements.SingleAsync(row => row.Id == told.Id, Ending)).Proof.ShouldBe(Proof.Attested);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_result_that_comes_late_takes_the_place_of_what_was_only_observed(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var run = SomeRun.At(hub, point);
        (await point.PostRecordAsync(hub, run.Record)).ShouldBe(HttpStatusCode.Created);
        hub.Time.Move(ObservedSweep.Grace + TimeSpan.FromSeconds(1));
        (await SweepAsync(hub)).ShouldBe(1);

        (await hub.SubmitAsync(run.Submission with { Device = Guid.NewGuid() })).ShouldRefuse(409, "id-taken");
        var answer = await hub.SubmitAsync(run.Submission);

        answer.ShouldBe(HttpStatusCode.Created);
        answer.As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Attested);
        await using var db = hub.OpenDb();
        (await db.Measurements.SingleAsync(row => row.Id == run.Id, Ending)).ClientName.ShouldBe("ispeed-cli");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_run_without_a_ticket_is_observed_without_a_device(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var run = SomeRun.At(hub, point);
        (await point.PostRecordAsync(hub, run.Record with { Device = null, Up = null })).ShouldBe(HttpStatusCode.Created);
        hub.Time.Move(ObservedSweep.Grace + TimeSpan.FromSeconds(1));
        (await SweepAsync(hub)).ShouldBe(1);

        await using (var db = hub.OpenDb())
        {
            var row = await db.Measurements.SingleAsync(row => row.Id == run.Id, Ending);
            (row.Device, row.UpMbps).ShouldBe((Guid.Empty, null));
        }

        (await hub.SubmitAsync(run.Submission)).As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Disputed);
        await using var after = hub.OpenDb();
        (await after.Measurements.SingleAsync(row => row.Id == run.Id, Ending)).Dispute.ShouldBe("device-unproved");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Runs_of_foreign_clients_are_observed_with_what_they_spoke_and_their_operator_and_never_count(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        string[] protocols = ["throughput1", "ndt7", "librespeed", "nq"];
        var runs = protocols
            .Select(protocol => SomeRun.At(hub, point).Record with { Device = null, Protocol = protocol, Address = "2402:800::7" })
            .ToList();
        foreach (var record in runs)
        {
            (await point.PostRecordAsync(hub, record)).ShouldBe(HttpStatusCode.Created);
        }

        hub.Time.Move(ObservedSweep.Grace + TimeSpan.FromSeconds(1));
        (await SweepAsync(hub)).ShouldBe(4);

        await using var db = hub.OpenDb();
        var rows = await db.Measurements.OrderBy(row => row.Id).ToListAsync(Ending);
        rows.Select(row => row.Protocol).ShouldBe(protocols, ignoreOrder: true);
        rows.ShouldAllBe(row =>
            row.Proof == Proof.Observed && row.OperatorCode == "viettel" && row.Family == 6 && row.Place == PointPlace.Exchange
        );
        (await db.Measurements.Unflagged(db).CountAsync(Ending)).ShouldBe(0);
        (await hub.GetAsync($"/en/r/{runs[1].Run}")).Body.ShouldContain("ndt7");
        (await hub.GetAsync($"/api/v1/measurements/{runs[1].Run}")).Body.ShouldContain("\"protocol\":\"ndt7\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("NDT7")]
    [InlineData("<script>")]
    [InlineData("a-very-long-protocol-name")]
    public async Task A_record_whose_protocol_is_no_name_is_malformed(string protocol)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var point = await SomePoint.RegisteredAsync(hub);
        (await point.PostRecordAsync(hub, SomeRun.At(hub, point).Record with { Protocol = protocol })).ShouldRefuse(400, "malformed");
    }

    [Fact]
    public async Task A_record_whose_clock_ran_backwards_is_malformed()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var point = await SomePoint.RegisteredAsync(hub);
        var record = SomeRun.At(hub, point).Record;
        (await point.PostRecordAsync(hub, record with { SealedAt = record.StartedAt.AddSeconds(-1) })).ShouldRefuse(400, "malformed");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_run_of_another_projects_client_has_the_figure_that_its_protocol_defines_and_is_never_published(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        long[] rising = [.. Enumerable.Repeat(0L, 40), .. Enumerable.Repeat(500_000L, 40)]; // 4 s at 50 ms: nothing, then 80 Mbit/s
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var protocol in (string[])["ndt7", "librespeed", "nq"])
        {
            var run = SomeRun.At(hub, point);
            var side = run.Record.Down! with { StepMillis = 50, Series = rising, Bytes = rising.Sum(), Micros = 4_000_000 };
            var record = run.Record with { Device = null, Up = null, Down = side, Protocol = protocol };
            (await point.PostRecordAsync(hub, record)).ShouldBe(HttpStatusCode.Created);
            ids[protocol] = run.Id;
        }

        hub.Time.Move(ObservedSweep.Grace + TimeSpan.FromSeconds(1));
        (await SweepAsync(hub)).ShouldBe(3);
        await using var db = hub.OpenDb();
        var rows = await db.Measurements.ToDictionaryAsync(row => row.Id, Ending);
        rows[ids["ndt7"]].DownMbps!.Value.ShouldBe(40, 0.5, "the mean of the whole time");
        rows[ids["librespeed"]].DownMbps!.Value.ShouldBe(64, 0.5, "what follows 1.5 s");
        rows[ids["nq"]].DownMbps!.Value.ShouldBe(80, 0.5, "the later half");
        rows.Values.ShouldAllBe(row => row.Proof == Proof.Observed);
        (await db.Measurements.Unflagged(db).CountAsync(Ending)).ShouldBe(0);
    }

    private static Task<int> SweepAsync(RunningHub hub) => hub.Services.GetRequiredService<ObservedSweep>().SweepAsync(Ending);
}
