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

    private static Task<int> SweepAsync(RunningHub hub) => hub.Services.GetRequiredService<ObservedSweep>().SweepAsync(Ending);
}
