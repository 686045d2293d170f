using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Store;

/// <summary>A few rounds of what bench/kills does a hundred times: the hub's own process is ended without a word in the middle of writing.</summary>
public sealed class KilledHubTests(Hubs hubs)
{
    private const int Rounds = 3;
    private const int Senders = 12;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_result_that_a_killed_hub_acknowledged_is_there_once_and_what_it_did_not_answer_can_be_sent_again(Engine engine)
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-killed-").FullName;
        var connection = engine is Engine.Postgres ? await hubs.Cluster.NewDatabaseAsync() : string.Empty;
        var chance = new Random(17);
        var acknowledged = new ConcurrentBag<Guid>();
        var open = new ConcurrentDictionary<Guid, Submission>();
        for (var round = 0; round < Rounds; round++)
        {
            using var process = Start(engine, folder, connection, out var address);
            using var client = new HttpClient { BaseAddress = address };
            await ReadyAsync(client);
            foreach (var _ in Enumerable.Range(0, 400))
            {
                var run = SomeRun.At(TimeProvider.System.GetUtcNow());
                open[run.Id] = run.Submission;
            }

            var sending = Task.WhenAll(open.Chunk((open.Count / Senders) + 1).Select(part => SendAsync(client, part, acknowledged, open)));
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(50, 300)), Ending);
            process.Kill();
            await process.WaitForExitAsync(Ending);
            await sending;
        }

        await using (var hub = await hubs.AloneAsync(engine, folder: folder, connection: connection))
        {
            foreach (var submission in open.Values)
            {
                ((int)(await hub.SubmitAsync(submission)).Status).ShouldBeInRange(200, 201);
                acknowledged.Add(submission.Measurement.Id);
            }

            acknowledged.Count.ShouldBe(Rounds * 400);
            await using var db = hub.OpenDb();
            var stored = await db.Measurements.Select(row => row.Id).ToListAsync(Ending);
            stored.ShouldBe(acknowledged, ignoreOrder: true);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Process Start(Engine engine, string folder, string connection, out Uri address)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        var program = Path.Combine(AppContext.BaseDirectory, "ispeed-hub.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--data", folder, "--urls", address.ToString()]);
        start.Environment["Store__Provider"] = engine is Engine.Postgres ? "postgres" : "sqlite";
        start.Environment["Store__Connection"] = connection;
        start.Environment["Limits__SubmissionsPerMinute"] = "1000000";
        start.Environment["Logging__LogLevel__Default"] = "None";
        start.Environment["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "None";
        return Process.Start(start)!;
    }

    private static async Task ReadyAsync(HttpClient client)
    {
        // Liveness: a minute; then the request's own failure says what is wrong.
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ending);
                if (ready.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (attempt < 599)
            {
                // not heard yet
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Ending);
        }
    }

    private static async Task SendAsync(
        HttpClient client,
        KeyValuePair<Guid, Submission>[] part,
        ConcurrentBag<Guid> acknowledged,
        ConcurrentDictionary<Guid, Submission> open
    )
    {
        try
        {
            foreach (var (id, submission) in part)
            {
                using var answer = await client.PostAsJsonAsync(
                    new Uri("/api/v1/measurements", UriKind.Relative),
                    submission,
                    MeasureJson.Default.Submission,
                    Ending
                );
                if (answer.IsSuccessStatusCode && open.TryRemove(id, out _))
                {
                    acknowledged.Add(id);
                }
            }
        }
        catch (HttpRequestException)
        {
            // the hub was killed under it
        }
    }
}
