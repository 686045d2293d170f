using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Store;

public sealed class FullDiskTests(Hubs hubs)
{
    private const int MostResults = 6000;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task On_a_full_disk_results_are_refused_with_503_none_that_was_acknowledged_is_lost_and_room_is_all_it_needs(Engine engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can mount a small disk.");
        var disk = Directory.CreateTempSubdirectory("ispeed-small-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={(engine is Engine.Sqlite ? 6 : 13)}m,mode=777", "tmpfs", disk);
        try
        {
            var connection = engine is Engine.Postgres ? await OnAsync(disk) : null;
            await using var hub = await hubs.AloneAsync(engine, folder: engine is Engine.Sqlite ? disk : null, connection: connection);
            var stored = new List<Guid>();
            var refused = await FillAsync(hub, stored);
            refused.ShouldRefuse(503, "unavailable");
            refused.RetryAfter.ShouldNotBeNull();
            await RunAsync("mount", "-o", "remount,size=200m", disk);
            var after = SomeRun.At(hub);
            (await hub.SubmitAsync(after.Submission)).ShouldBe(HttpStatusCode.Created);
            (await MissingAsync(hub, [.. stored, after.Id])).ShouldBeEmpty();
        }
        finally
        {
            if (engine is Engine.Postgres)
            {
                await hubs.Cluster.AdministerAsync($"DROP DATABASE IF EXISTS {NameOf(disk)} WITH (FORCE)");
                await hubs.Cluster.AdministerAsync($"DROP TABLESPACE IF EXISTS {NameOf(disk)}");
            }

            await RunAsync("umount", disk);
            Directory.Delete(disk);
        }
    }

    private static string NameOf(string disk) => $"small_{Path.GetFileName(disk)[^6..].ToLowerInvariant()}";

    private async Task<string> OnAsync(string disk)
    {
        var server = new Npgsql.NpgsqlConnectionStringBuilder(await hubs.Cluster.NewDatabaseAsync()) { Database = NameOf(disk) };
        var place = Directory.CreateDirectory(Path.Combine(disk, "space")).FullName;
        await RunAsync("chown", "postgres", place);
        await hubs.Cluster.AdministerAsync($"CREATE TABLESPACE {NameOf(disk)} LOCATION '{place}'");
        await hubs.Cluster.AdministerAsync($"CREATE DATABASE {NameOf(disk)} TABLESPACE {NameOf(disk)}");
        return server.ConnectionString;
    }

    private static async Task<Reply> FillAsync(RunningHub hub, List<Guid> stored)
    {
        while (stored.Count < MostResults)
        {
            var runs = Enumerable.Range(0, 20).Select(_ => SomeRun.At(hub)).ToArray();
            var replies = await Task.WhenAll(runs.Select(run => hub.SubmitAsync(run.Submission)));
            stored.AddRange(runs.Where((_, at) => replies[at].Status == HttpStatusCode.Created).Select(run => run.Id));
            if (Array.Find(replies, reply => reply.Status != HttpStatusCode.Created) is { } refused)
            {
                return refused;
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The disk took {MostResults} results."));
    }

    private static async Task<List<Guid>> MissingAsync(RunningHub hub, List<Guid> ids)
    {
        await using var db = hub.OpenDb();
        var found = await db.Measurements.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToListAsync(Ending);
        found.Count.ShouldBe(found.Distinct().Count());
        return [.. ids.Except(found)];
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Ending); // Liveness: none of these waits for anything
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }
}
