using System.Net;
using Ispeed.Hub.Ingest;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class IntakeWriterTests(Hubs hubs)
{
    private const string PoisonOnSqlite = """
        CREATE TRIGGER poison BEFORE INSERT ON measurements WHEN NEW.client_name = 'poison'
        BEGIN SELECT RAISE(ABORT, 'poison'); END
        """;

    private const string PoisonOnPostgres = "ALTER TABLE measurements ADD CONSTRAINT poison CHECK (client_name <> 'poison')";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_result_that_the_database_does_not_take_costs_no_other_its_place(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await using (var db = hub.OpenDb())
        {
            await db.Database.ExecuteSqlRawAsync(engine is Engine.Sqlite ? PoisonOnSqlite : PoisonOnPostgres, Ending);
        }

        var runs = Enumerable.Range(0, 60).Select(_ => SomeRun.At(hub)).ToArray();
        runs[17] = Poisoned(runs[17]);
        runs[41] = Poisoned(runs[41]);
        var replies = await Task.WhenAll(runs.Select(run => hub.SubmitAsync(run.Submission)));

        replies[17].ShouldRefuse(422, "implausible");
        replies[41].ShouldRefuse(422, "implausible");
        replies.Where((_, at) => at is not (17 or 41)).ShouldAllBe(reply => reply.Status == HttpStatusCode.Created);
        (await CountAsync(hub, runs)).ShouldBe(58);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_run_in_a_batch_may_come_twice_from_both_sides_and_in_any_order(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var runs = Enumerable.Range(0, 20).Select(_ => SomeRun.At(hub, point)).ToArray();
        var answers = await Task.WhenAll(
            runs.SelectMany(run =>
                new[]
                {
                    point.PostRecordAsync(hub, run.Record),
                    hub.SubmitAsync(run.Submission),
                    hub.SubmitAsync(run.Submission),
                    point.PostRecordAsync(hub, run.Record),
                }
            )
        );

        answers.ShouldAllBe(reply => reply.Status == HttpStatusCode.Created || reply.Status == HttpStatusCode.OK);
        answers.Count(reply => reply.Status == HttpStatusCode.Created).ShouldBe(40);
        await using var db = hub.OpenDb();
        var ids = runs.Select(run => run.Id).ToArray();
        var rows = await db.Measurements.Where(row => ids.Contains(row.Id)).ToListAsync(Ending);
        rows.Count.ShouldBe(20);
        rows.ShouldAllBe(row => row.Proof == Proof.Attested);
        (await db.RunRecords.CountAsync(record => ids.Contains(record.Run) && record.IsJoined, Ending)).ShouldBe(20);
        (await db.RawSubmissions.CountAsync(raw => ids.Contains(raw.Id), Ending)).ShouldBe(20);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Rows_in_bulk_are_byte_for_byte_what_the_change_tracker_writes(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var run = SomeRun.At(hub);
        var now = hub.Time.GetUtcNow();
        var (tracked, bulk) = (RowOf(run, now), RowOf(run, now));
        (tracked.Id, bulk.Id) = (Guid.CreateVersion7(run.Record.StartedAt), Guid.CreateVersion7(run.Record.StartedAt));
        await using (var db = hub.OpenDb())
        {
            db.Add(tracked);
            await db.SaveChangesAsync(Ending);
            await using var transaction = await db.Database.BeginTransactionAsync(Ending);
            new BulkInsert<MeasurementRow>(db).Write(db, [bulk]).ShouldBe(1);
            await transaction.CommitAsync(Ending);
        }

        await using var read = hub.OpenDb();
        var columns = read.Model.FindEntityType(typeof(MeasurementRow))!.GetProperties().ToArray();
        var rows = await read.Measurements.AsNoTracking().OrderBy(row => row.Id == bulk.Id).ToListAsync(Ending);
        rows.Select(row => row.Id).ShouldBe([tracked.Id, bulk.Id]);
        foreach (var column in columns.Where(column => column.Name != nameof(MeasurementRow.Id)))
        {
            column.GetGetter().GetClrValue(rows[1]).ShouldBe(column.GetGetter().GetClrValue(rows[0]), column.Name);
        }

        if (engine is Engine.Sqlite)
        {
            var types = string.Join(" || ' ' || ", columns.Select(column => $"typeof({column.GetColumnName()})"));
            var query = $"SELECT {types} AS \"Value\" FROM measurements";
            var found = await read.Database.SqlQueryRaw<string>(query).ToListAsync(Ending);
            found.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        }
    }

    private static SomeRun Poisoned(SomeRun run) =>
        run with
        {
            Submission = run.Submission with { Client = run.Submission.Client with { Name = "poison" } },
        };

    private static MeasurementRow RowOf(SomeRun run, DateTimeOffset now)
    {
        var row = SubmissionRows.RowOf(run.Submission, FoundArea.None, now);
        (row.GroupId, row.Family, row.Asn, row.Place) = (run.Id, 6, 7552, PointPlace.Exchange);
        (row.IsDemonstration, row.LossDownLow, row.Grade) = (true, 0.1, "A+");
        row.Dispute = "Đường truyền đứt — ‘quoted’, \t and 'quoted'";
        return row;
    }

    private static async Task<int> CountAsync(RunningHub hub, IEnumerable<SomeRun> runs)
    {
        var ids = runs.Select(run => run.Id).ToArray();
        await using var db = hub.OpenDb();
        return await db.Measurements.CountAsync(row => ids.Contains(row.Id), Ending);
    }
}
