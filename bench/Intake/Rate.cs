using System.Diagnostics;
using System.Globalization;

namespace Ispeed.IntakeBench;

/// <summary>Results a second acknowledged after commit, beside what the database takes of the same rows without a hub.</summary>
internal static class Rate
{
    private const int Connections = 512;
    private const int Most = 60_000;

    public static async Task<string> MeasureAsync(RunningHub hub, Database database, TimeSpan length, string? batch)
    {
        BenchPoint[] points = [.. Enumerable.Range(1, 8).Select(number => new BenchPoint(number))];
        var runs = await hub.RegisterAsync(points, new Random(1));
        var size = int.Parse(batch ?? "1", CultureInfo.InvariantCulture);
        var warm = Make(hub, runs, Most, size);
        await Senders.SendAllAsync(hub.Port, Connections, warm, TimeSpan.FromSeconds(15));
        await database.EmptyAsync();

        var requests = Make(hub, runs, Most, size);
        var (hubBefore, databaseBefore, ownBefore) = (hub.CpuSeconds, database.CpuSeconds, Own());
        var full = await Senders.SendAllAsync(hub.Port, Connections, requests, length);
        var (hubCpu, databaseCpu, ownCpu) = (hub.CpuSeconds - hubBefore, database.CpuSeconds - databaseBefore, Own() - ownBefore);
        var stored = await database.IdsAsync();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{database.Name}: {full.Accepted} accepted, {full.Refused} refused, {stored.Count} stored, {stored.Distinct().Count()} distinct; {full.PerSecond:0}/s; p50 {full.Percentile(0.5):0.0} p99 {full.Percentile(0.99):0.0} ms; µs each: hub {hubCpu / full.Accepted * 1e6:0}, database {databaseCpu / full.Accepted * 1e6:0}, senders {ownCpu / full.Accepted * 1e6:0}"
            )
        );
        var (results, elapsed) = await database.WriteAgainAsync();
        var raw = results / elapsed.TotalSeconds;
        await database.EmptyAsync();
        var half = Make(hub, runs, (int)Math.Min(Most, full.PerSecond / 2 * length.TotalSeconds), size);
        var paced = await Senders.SendPacedAsync(hub.Port, Connections, half, full.PerSecond / 2 / size, 7);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{database.Name}: {full.PerSecond:0}/s, raw {raw:0}/s, ratio {full.PerSecond / raw:0.00}; at half: {paced.PerSecond:0}/s p50 {paced.Percentile(0.5):0.0} p99 {paced.Percentile(0.99):0.0} ms, body {requests[0].Bytes.Length / size} bytes"
        );
    }

    private static double Own() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static List<WireRequest> Make(RunningHub hub, HonestRun runs, int results, int size)
    {
        var now = TimeProvider.System.GetUtcNow();
        var made = new List<WireRequest>();
        for (var at = 0; at < results; at += size)
        {
            var items = Enumerable.Range(0, size).Select(_ => runs.Next(now)).ToArray();
            var bytes =
                size == 1
                    ? Senders.Request(hub.Port, "/api/v1/measurements", "application/json", items[0].Json)
                    : Senders.Request(
                        hub.Port,
                        "/api/v1/measurements/batch",
                        "application/x-ndjson",
                        items.SelectMany(item => item.Json.Append((byte)'\n')).ToArray()
                    );
            made.Add(new(bytes, [.. items.Select(item => item.Id)]));
        }

        return made;
    }
}
