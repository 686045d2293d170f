using System.Net;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Store;

/// <summary>What only PostgreSQL has: one partition for each month of what grows with measurements.</summary>
public sealed class MonthPartitionsTests(Hubs hubs)
{
    private static readonly string[] Tables = ["measurements", "raw_submissions", "run_records"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_month_before_this_one_and_two_ahead_are_there_at_the_start_and_each_day_brings_what_is_missing()
    {
        await using var hub = await hubs.AloneAsync(Engine.Postgres);
        var now = hub.Time.GetUtcNow();
        await using var db = hub.OpenDb();
        foreach (var table in Tables)
        {
            (await PartitionsAsync(db, table)).ShouldBe(
                [.. Months(now, -1, 2).Select(month => MonthPartitions.NameOf(table, month)), $"{table}_default"],
                ignoreOrder: true
            );
        }

        hub.Time.Move(TimeSpan.FromDays(32));
        await hub.Services.GetRequiredService<MonthPartitions>().MakeAheadAsync(Ending);
        (await PartitionsAsync(db, "measurements")).ShouldContain(
            MonthPartitions.NameOf("measurements", hub.Time.GetUtcNow().AddMonths(2)),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task Results_and_records_go_to_the_month_of_their_run_and_an_id_without_a_time_to_the_rest()
    {
        await using var hub = await hubs.AloneAsync(Engine.Postgres);
        using var point = await SomePoint.RegisteredAsync(hub);
        var before = hub.Time.GetUtcNow().AddDays(-25);
        var run = SomeRun.At(before, point);
        (await hub.SubmitAsync(run.Submission with { Record = point.Sign(run.Record) })).ShouldBe(HttpStatusCode.Created);
        var foreign = run.Record with { Run = Guid.NewGuid(), Device = null, Protocol = "throughput1" };
        (await point.PostRecordAsync(hub, foreign)).ShouldBe(HttpStatusCode.Created);

        await using var db = hub.OpenDb();
        foreach (var table in Tables)
        {
            (await CountAsync(db, MonthPartitions.NameOf(table, before))).ShouldBe(1, table);
        }

        (await CountAsync(db, "run_records_default")).ShouldBe(1);
    }

    [Fact]
    public async Task Rows_of_a_month_that_was_not_made_wait_in_the_rest_and_move_when_several_hubs_make_it_at_once()
    {
        await using var hub = await hubs.AloneAsync(Engine.Postgres);
        var june = new DateTimeOffset(2025, 6, 30, 23, 59, 59, 999, TimeSpan.Zero);
        await using var db = hub.OpenDb();
        db.AddRange(Row(june), Row(june.AddMilliseconds(1)));
        await db.SaveChangesAsync(Ending);
        (await CountAsync(db, "measurements_default")).ShouldBe(2);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MakeAsync(hub, june, june)));
        (await CountAsync(db, "measurements_default")).ShouldBe(1);
        (await CountAsync(db, "measurements_2025_06")).ShouldBe(1);
        (await db.Measurements.CountAsync(Ending)).ShouldBe(2);
    }

    [Fact]
    public async Task A_month_that_was_taken_out_stays_out()
    {
        await using var hub = await hubs.AloneAsync(Engine.Postgres);
        var month = hub.Time.GetUtcNow().AddMonths(-1);
        var name = MonthPartitions.NameOf("measurements", month);
        await using var db = hub.OpenDb();
        var detach = $"ALTER TABLE measurements DETACH PARTITION {name}";
        await db.Database.ExecuteSqlRawAsync(detach, Ending);
        await hub.Services.GetRequiredService<MonthPartitions>().MakeAheadAsync(Ending);
        (await PartitionsAsync(db, "measurements")).ShouldNotContain(name, StringComparer.Ordinal);
        (await db.Measurements.CountAsync(Ending)).ShouldBe(0);
    }

    [Fact]
    public async Task Reading_a_month_opens_it_and_its_neighbours_and_reading_a_run_opens_one()
    {
        await using var hub = await hubs.AloneAsync(Engine.Postgres);
        var (first, last) = (
            new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero)
        );
        await MakeAsync(hub, first, last);
        await using var db = hub.OpenDb();
        var march = (From: VietnamTime.StartOf(new(2025, 3, 1)), To: VietnamTime.StartOf(new(2025, 4, 1)));
        string[] around = ["measurements_2025_02", "measurements_2025_03", "measurements_2025_04"];

        (await OpenedAsync(db.Measurements.StartedBetween(march.From, march.To))).ShouldBe(around);
        (await OpenedAsync(db.Measurements.StartedBetween(march.From, march.To).ToRunRows())).ShouldBe(around);

        var run = Row(march.From.AddDays(14));
        run.GroupId = Guid.CreateVersion7(run.StartedAt);
        var id = run.Id;
        (await OpenedAsync(db.Measurements.Where(row => row.Id == id))).ShouldBe(["measurements_2025_03"]);
        (await OpenedAsync(db.SittingOf(run))).ShouldBe(["measurements_2025_03"]);
    }

    private static MeasurementRow Row(DateTimeOffset at) =>
        new()
        {
            Device = Guid.NewGuid(),
            Id = Guid.CreateVersion7(at),
            StartedAt = at,
            ReceivedAt = at,
            Method = "1",
            Proof = Proof.Claimed,
            ClientName = "c",
            ClientVersion = "1",
            ClientSystem = "s",
        };

    private static IEnumerable<DateTimeOffset> Months(DateTimeOffset now, int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(by => now.AddMonths(by));

    private static async Task MakeAsync(RunningHub hub, DateTimeOffset from, DateTimeOffset to)
    {
        await using var db = hub.OpenDb();
        await MonthPartitions.MakeAsync(db, from, to, Ending);
    }

    private static async Task<List<string>> PartitionsAsync(HubDb db, string table) =>
        await db
            .Database.SqlQuery<string>($"SELECT inhrelid::regclass::text AS \"Value\" FROM pg_inherits WHERE inhparent = {table}::regclass")
            .ToListAsync(Ending);

    private static async Task<int> CountAsync(HubDb db, string table)
    {
        var count = $"SELECT count(*)::int AS \"Value\" FROM {table}";
        return await db.Database.SqlQueryRaw<int>(count).SingleAsync(Ending);
    }

    private static async Task<List<string>> OpenedAsync<T>(IQueryable<T> query)
    {
        await using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN " + command.CommandText;
        await command.Connection!.OpenAsync(Ending);
        var opened = new SortedSet<string>(StringComparer.Ordinal);
        await using (var plan = await command.ExecuteReaderAsync(Ending))
        {
            while (await plan.ReadAsync(Ending))
            {
                var words = plan.GetString(0).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var at = Array.IndexOf(words, "on");
                opened.UnionWith(
                    words.Skip(at + 1).Take(1).Where(word => at >= 0 && word.StartsWith("measurements", StringComparison.Ordinal))
                );
            }
        }

        await command.Connection.CloseAsync();
        return [.. opened];
    }
}
