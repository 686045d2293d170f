using System.Net;
using Ispeed.Hub.Ingest;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ispeed.Hub.Tests.Store;

public sealed class OverloadTests(Hubs hubs)
{
    // More than the queue holds and the writer has taken already.
    private const int TooMany = 5000;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_does_not_fit_into_the_queue_is_told_to_come_again_and_everything_in_it_is_stored_once(Engine engine)
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-overload-").FullName;
        await using (var hub = await hubs.AloneAsync(engine, folder: folder))
        {
            var intake = hub.Services.GetRequiredService<Intake>();
            using var point = await SomePoint.RegisteredAsync(hub);
            var record = SomeRun.At(hub, point).Record;
            List<Task<IntakeOutcome>> waiting = [];
            await using (await HoldAsync(hub, engine))
            {
                Reply refused;
                do
                {
                    // A writer that has waited for its database as long as it may gives up a batch, which makes room: filled again.
                    waiting.AddRange(
                        Enumerable
                            .Range(0, TooMany)
                            .Select(_ => record with { Run = Guid.CreateVersion7(record.StartedAt) })
                            .Select(run => intake.StoreAsync(new Incoming.Sealed(new(run, "a.b.c")), Ending))
                    );
                    refused = await hub.SubmitAsync(SomeRun.At(hub).Submission);
                } while (refused.As(MeasureJson.Default.Problem).Code == "unavailable");

                refused.ShouldRefuse(503, "busy");
                refused.RetryAfter.ShouldNotBeNull();
            }

            var outcomes = await Task.WhenAll(waiting);
            outcomes.ShouldAllBe(one => one is IntakeOutcome.Stored || one is IntakeOutcome.Full || one is IntakeOutcome.Unavailable);
            outcomes.ShouldContain(outcome => outcome is IntakeOutcome.Stored);
            outcomes.ShouldContain(outcome => outcome is IntakeOutcome.Full);
            await using var db = hub.OpenDb();
            (await db.RunRecords.CountAsync(row => row.PointId == point.Id, Ending)).ShouldBe(
                outcomes.Count(outcome => outcome is IntakeOutcome.Stored)
            );
            (await hub.SubmitAsync(SomeRun.At(hub).Submission)).ShouldBe(HttpStatusCode.Created);
        }

        Directory.Delete(folder, recursive: true);
    }

    // Another program that holds what the writer needs.
    private static async Task<IAsyncDisposable> HoldAsync(RunningHub hub, Engine engine)
    {
        System.Data.Common.DbConnection holder =
            engine is Engine.Sqlite
                ? new SqliteConnection($"Data Source={hub.DatabaseFile};Pooling=false")
                : new NpgsqlConnection(hub.Connection + ";Pooling=false");
        await holder.OpenAsync(Ending);
        await using var begin = holder.CreateCommand();
        begin.CommandText = engine is Engine.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE run_records IN ACCESS EXCLUSIVE MODE";
        await begin.ExecuteNonQueryAsync(Ending);
        return holder;
    }
}
