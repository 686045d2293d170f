using System.Net;
using Ispeed.Hub.Ingest;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Ispeed.Hub.Tests.Ingest;

public sealed class SubmitMeasurementTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_same_submission_twice_is_created_once_and_then_found(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var run = SomeRun.At(hub);

        var first = await hub.SubmitAsync(run.Submission);
        var second = await hub.SubmitAsync(run.Submission);

        first.ShouldBe(HttpStatusCode.Created);
        second.ShouldBe(HttpStatusCode.OK);
        second.Body.ShouldBe(first.Body);
        first.As(MeasureJson.Default.SubmissionAnswer).Proof.ShouldBe(Proof.Claimed);
        first.As(MeasureJson.Default.SubmissionAnswer).Link.ShouldEndWith($"/r/{run.Id}");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_referral_code_and_as_whom_are_kept_with_the_run_even_where_no_campaign_has_the_code(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var run = SomeRun.At(hub).Submission with { Code = "K7M2QXA", Participant = Participant.Relative };
        (await hub.SubmitAsync(run)).ShouldBe(HttpStatusCode.Created);
        await using var db = hub.OpenDb();
        var row = await db.Measurements.SingleAsync(row => row.Id == run.Measurement.Id, Ending);
        (row.ReferralCode, row.Participant).ShouldBe(("K7M2QXA", Participant.Relative));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_content_or_another_device_under_a_stored_id_is_refused(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var run = SomeRun.At(hub);
        (await hub.SubmitAsync(run.Submission)).ShouldBe(HttpStatusCode.Created);

        (await hub.SubmitAsync(run.With(measurement => measurement with { BytesTotal = 1 }).Submission)).ShouldRefuse(409, "id-taken");
        (await hub.SubmitAsync(run.Submission with { Device = Guid.NewGuid() })).ShouldRefuse(409, "id-taken");
        var later = run.Submission.Measurement.StartedAt.AddHours(-20);
        (await hub.SubmitAsync(run.With(measurement => measurement with { StartedAt = later }).Submission)).ShouldRefuse(409, "id-taken");
        await using var db = hub.OpenDb();
        (await db.Measurements.SingleAsync(row => row.Id == run.Id, Ending)).BytesTotal.ShouldBe(38_000_000);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_answered_with_201_is_visible_from_a_connection_of_another_program(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        for (var i = 0; i < 20; i++)
        {
            var run = SomeRun.At(hub);
            (await hub.SubmitAsync(run.Submission)).ShouldBe(HttpStatusCode.Created);
            (await CountOutsideAsync(hub, engine, run.Id)).ShouldBe(1);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_copies_at_once_become_one_row_and_one_creation(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var run = SomeRun.At(hub);

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => hub.SubmitAsync(run.Submission)));

        replies.Count(reply => reply.Status == HttpStatusCode.Created).ShouldBe(1);
        replies.Count(reply => reply.Status == HttpStatusCode.OK).ShouldBe(39);
        await using var db = hub.OpenDb();
        (await db.Measurements.CountAsync(row => row.Id == run.Id, Ending)).ShouldBe(1);
        (await db.RawSubmissions.CountAsync(row => row.Id == run.Id, Ending)).ShouldBe(1);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_hubs_on_one_database_that_write_one_id_at_one_moment_store_one_row(Engine engine)
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-hubs-").FullName;
        await using (var one = await hubs.AloneAsync(engine, folder: folder))
        await using (var other = await hubs.AloneAsync(engine, folder: folder, connection: one.Connection))
        {
            for (var i = 0; i < 10; i++)
            {
                var run = SomeRun.At(one);
                var replies = await Task.WhenAll(
                    Enumerable.Range(0, 10).Select(n => (n % 2 == 0 ? one : other).SubmitAsync(run.Submission))
                );
                replies
                    .Count(reply => reply.Status == HttpStatusCode.Created)
                    .ShouldBe(1, string.Join('\n', replies.Select(reply => reply.Body)));
                replies.Count(reply => reply.Status == HttpStatusCode.OK).ShouldBe(9);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Operator_and_network_come_from_the_address_and_the_address_itself_is_nowhere(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var four = SomeRun.At(hub);
        var six = SomeRun.At(hub);

        (await hub.SubmitAsync(four.Submission, from: "171.224.17.45")).ShouldBe(HttpStatusCode.Created);
        (await hub.SubmitAsync(six.Submission, from: "2001:ee0:4141:1234::77")).ShouldBe(HttpStatusCode.Created);

        await using var db = hub.OpenDb();
        var row = await db.Measurements.SingleAsync(row => row.Id == four.Id, Ending);
        row.AddressPrefix.ShouldBe("171.224.17.0/24");
        row.OperatorCode.ShouldBe("viettel");
        row.Asn.ShouldBe(7552);
        (await db.Measurements.SingleAsync(row => row.Id == six.Id, Ending)).AddressPrefix.ShouldBe("2001:ee0:4141::/48");
        (await db.RawSubmissions.SingleAsync(row => row.Id == four.Id, Ending)).Content.ShouldNotContain("171.224.17.45");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_place_is_kept_as_a_cell_about_a_kilometre_across(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var run = SomeRun.At(hub);
        var submission = run.Submission with { Location = new(12.2387654, 109.1967321, 12.5) };

        (await hub.SubmitAsync(submission)).ShouldBe(HttpStatusCode.Created);
        (await hub.SubmitAsync(submission)).ShouldBe(HttpStatusCode.OK);

        await using var db = hub.OpenDb();
        (await db.Measurements.SingleAsync(row => row.Id == run.Id, Ending)).Cell.ShouldBe("886914d55bfffff");
        var content = (await db.RawSubmissions.SingleAsync(row => row.Id == run.Id, Ending)).Content;
        content.ShouldContain("\"latitude\":12.24156"); // the middle of the cell
        content.ShouldNotContain("12.238");
        content.ShouldNotContain("109.1967");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_chosen_commune_brings_its_province_and_another_code_is_refused(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var run = SomeRun.At(hub);

        (await hub.SubmitAsync(run.Submission with { Area = "56" })).ShouldRefuse(422, "unknown-area");
        (await hub.SubmitAsync(run.Submission with { Area = "00000" })).ShouldRefuse(422, "unknown-area");
        (await hub.SubmitAsync(run.Submission with { Area = "22366" })).ShouldBe(HttpStatusCode.Created);

        await using var db = hub.OpenDb();
        var row = await db.Measurements.SingleAsync(row => row.Id == run.Id, Ending);
        (row.CommuneCode, row.ProvinceCode, row.AreaSource).ShouldBe(("22366", "56", AreaSource.Chosen));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_stored_reads_back_as_it_was_submitted_on_both_engines(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var run = SomeRun
            .At(new DateTimeOffset(hub.Time.GetUtcNow().Date.AddDays(-1).AddTicks(1_234_567), TimeSpan.FromHours(7)))
            .With(measurement =>
                measurement with
                {
                    Download = measurement.Download! with { Mbps = 0.1 + 0.2, Low = 0.3, High = 1e5 },
                    Error = new(FailureReason.Broken, RunPhase.Upload, "Đường truyền đứt giữa chừng."),
                }
            );
        (await hub.SubmitAsync(run.Submission)).ShouldBe(HttpStatusCode.Created);

        await using var db = hub.OpenDb();
        var row = await db.Measurements.SingleAsync(row => row.Id == run.Id, Ending);
        row.StartedAt.ShouldBe(run.Submission.Measurement.StartedAt);
        row.StartedAt.Ticks.ShouldBe(run.Submission.Measurement.StartedAt.UtcTicks);
        row.DownMbps.ShouldBe(0.1 + 0.2);
        row.FailureReason.ShouldBe(FailureReason.Broken);
        row.FailurePhase.ShouldBe(RunPhase.Upload);
        (await db.RawSubmissions.SingleAsync(raw => raw.Id == run.Id, Ending)).Content.ShouldBe(SubmissionRows.Canonical(run.Submission));
    }

    private static async Task<long> CountOutsideAsync(RunningHub hub, Engine engine, Guid id)
    {
        await using System.Data.Common.DbConnection connection =
            engine is Engine.Postgres
                ? new NpgsqlConnection(hub.Connection + ";Pooling=false")
                : new SqliteConnection($"Data Source={hub.DatabaseFile};Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync(Ending);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM measurements WHERE upper(CAST(id AS text)) = '{id.ToString().ToUpperInvariant()}'";
        return (long)(await command.ExecuteScalarAsync(Ending))!;
    }
}
