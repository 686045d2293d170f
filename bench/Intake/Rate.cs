using System.Diagnostics;
using System.Globalization;

namespace Ispeed.IntakeBench;

/// <summary>Results a second acknowledged after commit, beside what the database takes of the same rows without a hub.</summary>
internal static class Rate
{
    public const string Head =
        "| | body | accepted/s | the rows again, without a hub | ratio | acknowledged at half the rate, ms: p50 | p99 | µs of hub, senders for a result |\n|---|---|---|---|---|---|---|---|";

    private const int Connections = 512;
    private const int Batch = 50;
    private const int BatchConnections = 16;
    private const int Most = 70_000;

    // The compiler of the hub works on the hot path for the first ten seconds or so; a server that runs for weeks is past that.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    public static async Task<List<string>> MeasureAsync(RunningHub hub, Database database, TimeSpan length)
    {
        BenchPoint[] points = [.. Enumerable.Range(1, 8).Select(number => new BenchPoint(number))];
        var runs = await hub.RegisterAsync(points, new Random(1));
        await Senders.SendAllAsync(hub.Port, Connections, Make(hub, runs, Most, 1), WarmUp);
        var rows = new List<string>();
        foreach (var (size, connections) in new[] { (1, Connections), (Batch, BatchConnections) })
        {
            rows.Add(await MeasureAsync(hub, database, runs, size, connections, length));
        }

        foreach (var point in points)
        {
            point.Dispose();
        }

        return rows;
    }

    private static async Task<string> MeasureAsync(
        RunningHub hub,
        Database database,
        HonestRun runs,
        int size,
        int connections,
        TimeSpan length
    )
    {
        await database.EmptyAsync();
        var requests = Make(hub, runs, Most, size);
        var (hubBefore, ownBefore) = (hub.CpuSeconds, Own());
        var full = await Senders.SendAllAsync(hub.Port, connections, requests, length);
        var (hubCpu, ownCpu) = (hub.CpuSeconds - hubBefore, Own() - ownBefore);
        var stored = await database.IdsAsync();
        if (full.Refused > 0 || stored.Count != full.Accepted || stored.Distinct().Count() != stored.Count)
        {
            throw new InvalidOperationException($"{full.Accepted} acknowledged, {full.Refused} refused, {stored.Count} stored.");
        }

        var (results, elapsed) = await database.WriteAgainAsync();
        var raw = results / elapsed.TotalSeconds;
        await database.EmptyAsync();
        var half = full.PerSecond / 2;
        var paced = await Senders.SendPacedAsync(
            hub.Port,
            connections,
            Make(hub, runs, (int)Math.Min(Most, half * length.TotalSeconds), size),
            half / size,
            new Random(7)
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {database.Name}, {(size == 1 ? "one by one" : $"{size} a request")} | {requests[0].Bytes.Length / size} bytes | {full.PerSecond:0} | {raw:0} | **{full.PerSecond / raw:0.00}** | {paced.Percentile(0.5):0.0} | {paced.Percentile(0.99):0.0} | {hubCpu / full.Accepted * 1e6:0}, {ownCpu / full.Accepted * 1e6:0} |"
        );
    }

    private static double Own()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime.TotalSeconds;
    }

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
                    : Senders.Request(hub.Port, "/api/v1/measurements/batch", "application/x-ndjson", Lines(items));
            made.Add(new(bytes, [.. items.Select(item => item.Id)]));
        }

        return made;
    }

    private static byte[] Lines(IEnumerable<(Guid Id, byte[] Json)> items)
    {
        using var body = new MemoryStream();
        foreach (var (_, json) in items)
        {
            body.Write(json);
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }
}
