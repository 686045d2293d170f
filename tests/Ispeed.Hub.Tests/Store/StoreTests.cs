using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Store;

public sealed class StoreTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public void No_change_of_the_model_waits_for_a_migration()
    {
        using var sqlite = new SqliteDesignTime().CreateDbContext([]);
        using var postgres = new PostgresDesignTime().CreateDbContext([]);
        const string remedy =
            "Run: dotnet ef migrations add NAME --project src/Ispeed.Hub --context {0}HubDb --output-dir Store/Migrations/{0} for Sqlite and for Postgres.";
        sqlite.Database.HasPendingModelChanges().ShouldBeFalse(remedy);
        postgres.Database.HasPendingModelChanges().ShouldBeFalse(remedy);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_fresh_database_is_brought_up_to_date_and_a_second_start_changes_nothing(Engine engine)
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-store-").FullName;
        string connection;
        await using (var first = await hubs.AloneAsync(engine, folder: folder))
        {
            connection = first.Connection;
            (await first.GetAsync("/health/ready")).Body.ShouldBe("ready");
        }

        await using (var second = await hubs.AloneAsync(engine, folder: folder, connection: connection))
        {
            await using var db = second.OpenDb();
            (await db.Database.GetPendingMigrationsAsync(Ending)).ShouldBeEmpty();
            (await db.Set<StoreCheck>().CountAsync(Ending)).ShouldBe(1);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Instants_sort_as_time_and_keep_every_digit_whatever_their_offset(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var device = Guid.NewGuid();
        var noon = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        DateTimeOffset[] instants =
        [
            noon,
            noon.AddTicks(1).ToOffset(TimeSpan.FromHours(7)),
            noon.AddTicks(2).ToOffset(TimeSpan.FromHours(-8)),
            noon.AddTicks(3),
        ];
        await using (var db = hub.OpenDb())
        {
            db.AddRange(
                instants
                    .Reverse()
                    .Select(instant => new RawSubmission
                    {
                        Device = device,
                        Id = Guid.NewGuid(),
                        ReceivedAt = instant,
                        Content = "{}",
                    })
            );
            await db.SaveChangesAsync(Ending);
        }

        await using var read = hub.OpenDb();
        var back = await read
            .RawSubmissions.Where(row => row.Device == device && row.ReceivedAt <= instants[2])
            .OrderBy(row => row.ReceivedAt)
            .Select(row => row.ReceivedAt)
            .ToListAsync(Ending);
        back.ShouldBe(instants[..3]);
        back.ShouldAllBe(instant => instant.Offset == TimeSpan.Zero);
    }

    [Fact]
    public async Task An_acknowledged_commit_on_sqlite_is_synced_to_the_disk()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        await using var db = hub.OpenDb();
        (await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Ending)).ShouldBe(
            "wal"
        );
        (await db.Database.SqlQueryRaw<long>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Ending)).ShouldBe(2);
    }
}
