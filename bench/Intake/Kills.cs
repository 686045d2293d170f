using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;

namespace Ispeed.IntakeBench;

/// <summary>Ends the hub's or the database's processes in the middle of writing, again and again, and looks for every result that was acknowledged.</summary>
internal static class Kills
{
    public const string Head =
        "| | hub killed | database killed | acknowledged | of them found stored before | lost | doubled |\n|---|---|---|---|---|---|---|";

    private const int Connections = 32;
    private const int NewRuns = 400;

    public static async Task<string> CountAsync(RunningHub hub, Database database, int rounds, int seed)
    {
        var chance = new Random(seed);
        using var point = new BenchPoint(1);
        var runs = await hub.RegisterAsync([point], chance);
        var acknowledged = new ConcurrentDictionary<Guid, bool>();
        var open = new ConcurrentDictionary<Guid, WireRequest>();
        var (lost, doubled, databaseKills, repeated) = (0, 0, 0, 0);
        for (var round = 0; round < rounds; round++)
        {
            for (var at = 0; at < NewRuns; at++)
            {
                var (id, json) = runs.Next(TimeProvider.System.GetUtcNow());
                open[id] = new(Senders.Request(hub.Port, "/api/v1/measurements", "application/json", json), [id]);
            }

            using var over = new CancellationTokenSource();
            var sending = Task.WhenAll(Enumerable.Range(0, Connections).Select(number => Task.Run(() => SendAsync(number))));
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(20, 400)), TimeProvider.System);
            if (database is PostgresDatabase postgres && round % 2 == 1)
            {
                databaseKills++;
                await postgres.KillServerAsync();
                await over.CancelAsync();
                await sending;
                await postgres.StartServerAsync();
                await hub.WaitUntilReadyAsync();
            }
            else
            {
                await hub.KillAsync();
                await over.CancelAsync();
                await sending;
                await hub.StartAsync();
            }

            var stored = (await database.IdsAsync()).CountBy(id => id).ToDictionary();
            lost += acknowledged.Keys.Count(id => !stored.ContainsKey(id));
            doubled += stored.Values.Count(times => times > 1);

            async Task SendAsync(int number)
            {
                try
                {
                    using var connection = await Connection.OpenAsync(hub.Port);
                    foreach (var (id, request) in open.Where((_, at) => at % Connections == number).ToArray())
                    {
                        if (over.IsCancellationRequested)
                        {
                            return;
                        }

                        await connection.AskAsync(request);
                        if (connection.Status is 200 or 201)
                        {
                            Interlocked.Add(ref repeated, connection.Status == 200 ? 1 : 0);
                            acknowledged[id] = true;
                            open.TryRemove(id, out _);
                        }
                    }
                }
                catch (Exception gone) when (gone is SocketException or IOException)
                {
                    // the hub ended under it: what was not answered is sent again in the next round
                }
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {database.Name} | {rounds - databaseKills} | {databaseKills} | {acknowledged.Count} | {repeated} | {lost} | {doubled} |"
        );
    }
}
