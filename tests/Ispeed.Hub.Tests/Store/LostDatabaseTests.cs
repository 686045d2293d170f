using System.Net;
using Ispeed.Hub.Tests.Running;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Ispeed.Hub.Tests.Store;

public sealed class LostDatabaseTests(Hubs hubs)
{
    [Fact]
    public async Task While_postgres_is_away_results_are_refused_with_503_and_taken_again_afterwards()
    {
        await using var hub = await hubs.AloneAsync(Engine.Postgres);
        var database = new NpgsqlConnectionStringBuilder(hub.Connection).Database;
        var run = SomeRun.At(hub);

        await hubs.Cluster.AdministerAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
        await hubs.Cluster.AdministerAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        await ExpectAwayAsync(hub, run);

        await hubs.Cluster.AdministerAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS true");
        await ExpectBackAsync(hub, run);
    }

    [Fact]
    public async Task While_another_program_holds_the_sqlite_file_results_are_refused_with_503_and_taken_again_afterwards()
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-locked-").FullName;
        var file = Path.Combine(folder, "ispeed.db");
        await using (var hub = await hubs.AloneAsync(Engine.Sqlite, folder: folder, connection: $"Data Source={file};Default Timeout=1"))
        {
            var run = SomeRun.At(hub);
            await using (var holder = new SqliteConnection($"Data Source={file};Pooling=false"))
            {
                await holder.OpenAsync(TestContext.Current.CancellationToken);
                await using var begin = holder.CreateCommand();
                begin.CommandText = "BEGIN IMMEDIATE";
                await begin.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                await ExpectAwayAsync(hub, run);
            }

            await ExpectBackAsync(hub, run);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task ExpectAwayAsync(RunningHub hub, SomeRun run)
    {
        var refused = await hub.SubmitAsync(run.Submission);
        refused.ShouldRefuse(503, "unavailable");
        refused.RetryAfter.ShouldNotBeNull();
        hub.Time.Move(TimeSpan.FromSeconds(2));
        var ready = await hub.GetAsync("/health/ready");
        ready.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ready.Body.ShouldContain("database");
        (await hub.GetAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task ExpectBackAsync(RunningHub hub, SomeRun run)
    {
        hub.Time.Move(TimeSpan.FromSeconds(2));
        (await hub.GetAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
        (await hub.SubmitAsync(run.Submission)).ShouldBe(HttpStatusCode.Created);
    }
}
