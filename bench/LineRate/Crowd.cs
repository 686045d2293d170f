using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.LineRate;

/// <summary>A thousand people on slow lines of their own who all measure at the same time.</summary>
internal sealed class Crowd(ECDsa hubKey, int runs, TimeSpan length)
{
    private const string KeyId = "bench";
    private const double LineMbps = 2;
    private const double Truth = LineMbps * 1448 / 1514; // htb counts Ethernet frames
    private const int LeftOutShare = 4; // the first quarter of a series, in which a flow finds its pace

    private static readonly IPEndPoint Point = new(IPAddress.Parse("10.77.0.1"), 8081);

    /// <summary>Makes a hub's key and lets the test point's folder know it.</summary>
    public static void MakeKey(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var welcome = new PointWelcome("bench", KeyId, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
        File.WriteAllBytes(
            Path.Combine(folder, "hub.json"),
            JsonSerializer.SerializeToUtf8Bytes(welcome, MeasureJson.Default.PointWelcome)
        );
        File.WriteAllText(Path.Combine(folder, "hub.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    public static ECDsa ReadKey(string folder)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(folder, "hub.pem")));
        return key;
    }

    /// <summary>One direction of all runs at once.</summary>
    public async Task<string> MeasureAsync(Direction direction, Func<double> cpuSeconds)
    {
        var cpu = cpuSeconds();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, runs).Select(run => RunAsync(run, direction)));
        cpu = cpuSeconds() - cpu;
        var errors = outcomes.OfType<double>().Select(Math.Abs).Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {(direction == Direction.Down ? "download" : "upload")} | {runs} | {runs - errors.Length} | {At(errors, 0.5):0.00} % | {At(errors, 0.95):0.00} % | {At(errors, 1):0.00} % | {cpu / length.TotalSeconds:0.00} |"
        );
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? double.NaN : sorted[(int)Math.Round(quantile * (sorted.Length - 1))];

    /// <summary>Per cent off the truth by the point's own signed record; null for a run that was lost.</summary>
    private async Task<double?> RunAsync(int number, Direction direction)
    {
        var own = IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.78.{number / 250}.{(number % 250) + 1}"));
        var id = Guid.CreateVersion7();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var ticket = new Ticket("bench", ["bench"], id, Guid.CreateVersion7(), 1L << 30, now, now + 180, (long)(LineMbps * 1e6));
        string token;
        lock (hubKey)
        {
            token = CompactSignature.Sign(ticket, MeasureJson.Default.Ticket, hubKey, KeyId, Ticket.Kind);
        }

        try
        {
            // Liveness: a run that has not ended long after its time is lost.
            using var patience = new CancellationTokenSource(length + TimeSpan.FromSeconds(20));
            using (var stream = await CrowdStream.OpenAsync(own, Point, StreamPath(direction, id, token), patience.Token))
            {
                await (direction == Direction.Down ? stream.TakeAsync(patience.Token) : stream.GiveAsync(length, patience.Token));
            }

            var answer = await CrowdStream.FinishAsync(own, Point, $"/ispeed/v1/finish?mid={id}&access_token={token}", patience.Token);
            var record = JsonSerializer.Deserialize(
                System.Buffers.Text.Base64Url.DecodeFromChars(answer.Record.Split('.')[1]),
                MeasureJson.Default.RunRecord
            )!;
            return RateOf(direction == Direction.Down ? record.Down : record.Up) is { } mbps ? 100 * (mbps / Truth - 1) : null;
        }
        catch (Exception lost) when (lost is IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"run {number}: {lost.Message}");
            return null;
        }
    }

    private string StreamPath(Direction direction, Guid id, string token) =>
        new StringBuilder($"/throughput/v1/{(direction == Direction.Down ? "download" : "upload")}?mid={id}&streams=1")
            .Append(CultureInfo.InvariantCulture, $"&duration={length.TotalMilliseconds:0}&access_token={token}")
            .ToString();

    private double? RateOf(RunSide? side)
    {
        if (side is null || side.Micros < length.TotalMicroseconds / 2)
        {
            return null; // cut long before its time: lost
        }

        var from = side.Series.Count / LeftOutShare;
        var steps = side.Series.Count - 1 - from;
        return side.Series.Skip(from).Take(steps).Sum() * 8 / (steps * side.StepMillis * 1000.0);
    }
}
