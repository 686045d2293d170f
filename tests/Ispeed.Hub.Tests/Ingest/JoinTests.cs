using System.Net;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class JoinTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_result_and_a_record_that_agree_are_attested_whichever_comes_first(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);

        var resultFirst = SomeRun.At(hub, point);
        (await hub.SubmitAsync(resultFirst.Submission)).As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Claimed);
        (await point.PostRecordAsync(hub, resultFirst.Record)).ShouldBe(HttpStatusCode.Created);
        (await RowAsync(hub, resultFirst)).Proof.ShouldBe(Proof.Attested);
        (await hub.SubmitAsync(resultFirst.Submission)).As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Attested);

        var recordFirst = SomeRun.At(hub, point);
        (await point.PostRecordAsync(hub, recordFirst.Record)).ShouldBe(HttpStatusCode.Created);
        var answer = await hub.SubmitAsync(recordFirst.Submission);
        answer.ShouldBe(HttpStatusCode.Created);
        answer.As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Attested);

        var together = SomeRun.At(hub, point);
        var submission = together.Submission with { Record = point.Sign(together.Record) };
        (await hub.SubmitAsync(submission)).As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Attested);
        (await point.PostRecordAsync(hub, submission.Record)).ShouldBe(HttpStatusCode.OK);

        var row = await RowAsync(hub, together);
        (row.PointId, row.PointName, row.Dispute).ShouldBe((point.Id, $"Điểm đo {point.Id}", null));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_result_and_its_record_in_one_batch_are_joined_too(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var runs = Enumerable.Range(0, 30).Select(_ => SomeRun.At(hub, point)).ToArray();

        await Task.WhenAll(runs.SelectMany(run => new[] { hub.SubmitAsync(run.Submission), point.PostRecordAsync(hub, run.Record) }));

        foreach (var run in runs)
        {
            (await RowAsync(hub, run)).Proof.ShouldBe(Proof.Attested);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_record_is_stored_once_and_the_network_is_that_of_the_run(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var run = SomeRun.At(hub, point);
        var token = point.Sign(run.Record with { Address = "171.224.17.45" });

        (await hub.SubmitAsync(run.Submission, from: "113.160.0.1")).ShouldBe(HttpStatusCode.Created);
        (await point.PostRecordAsync(hub, token)).ShouldBe(HttpStatusCode.Created);
        (await point.PostRecordAsync(hub, token)).ShouldBe(HttpStatusCode.OK);

        var row = await RowAsync(hub, run);
        (row.OperatorCode, row.AddressPrefix).ShouldBe(("viettel", "171.224.17.0/24"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_side_that_disagrees_makes_the_result_disputed_with_its_reason(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var run = SomeRun.At(hub, point);

        (await hub.SubmitAsync(run.Submission)).ShouldBe(HttpStatusCode.Created);
        (await point.PostRecordAsync(hub, run.Record with { Down = run.Record.Down! with { Bytes = 5_000_000 } })).ShouldBe(
            HttpStatusCode.Created
        );

        var row = await RowAsync(hub, run);
        (row.Proof, row.Dispute).ShouldBe((Proof.Disputed, "bytes-down"));
        await using var db = hub.OpenDb();
        (await db.Measurements.Unflagged(db).AnyAsync(found => found.Id == run.Id, Ending)).ShouldBeFalse();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_record_signed_by_somebody_else_leaves_the_result_claimed(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        using var impostor = new SomePoint(point.Id);
        var run = SomeRun.At(hub, point);

        var answer = await hub.SubmitAsync(run.Submission with { Record = impostor.Sign(run.Record) });

        answer.As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Claimed);
        (await impostor.PostRecordAsync(hub, run.Record)).ShouldRefuse(401, "signature-invalid");
        (await point.PostRecordAsync(hub, run.Record with { Point = "another" })).ShouldRefuse(401, "signature-invalid");
    }

    private static async Task<MeasurementRow> RowAsync(RunningHub hub, SomeRun run)
    {
        await using var db = hub.OpenDb();
        return await db.Measurements.AsNoTracking().SingleAsync(row => row.Id == run.Id, Ending);
    }
}
