using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.IntakeBench;

/// <summary>Runs as honest clients hand them in: a ticket of the hub, a curve with the noise of a line, the figure that follows from it, and the test point's signed record.</summary>
internal sealed class HonestRun(ECDsa hubKey, string hubKeyId, IReadOnlyList<BenchPoint> points, Random chance)
{
    private const int StepMillis = CurveFigure.LongStepMillis;

    private readonly byte[] macKey = HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        hubKey.ExportParameters(includePrivateParameters: true).D!,
        32,
        info: "ispeed-ticket-mac"u8.ToArray()
    );

    /// <summary>One result, ready to be sent: its id and its JSON.</summary>
    public (Guid Id, byte[] Json) Next(DateTimeOffset now)
    {
        var started = now.AddSeconds(-chance.Next(10, 40));
        var (id, device) = (Guid.CreateVersion7(started), Guid.NewGuid());
        var point = points[chance.Next(points.Count)];
        var mbps = Math.Exp((chance.NextDouble() * 4) + 2); // 7 to 400 Mbit/s
        var (down, up) = (CurveOf(mbps), CurveOf(mbps / 2));
        var (downFigure, upFigure) = (Recomputed.Side(down, StopReason.Stable)!, Recomputed.Side(up, StopReason.Stable)!);
        var measurement = new Measurement(
            id,
            started,
            new(point.Id, "Điểm đo", "ws://127.0.0.1:9"),
            Measurement.CurrentMethod,
            downFigure,
            upFigure,
            new(14.2, 80.1, 63.4, 1.4),
            new(0, 0.5),
            downFigure.Bytes + upFigure.Bytes,
            null,
            null
        );
        var submission = new Submission(
            device,
            CompactSignature.Sign(TicketOf(id, device, point, now), MeasureJson.Default.Ticket, hubKey, hubKeyId, Ticket.Kind),
            Access.Fixed,
            AccessSource.Declared,
            "22366",
            null,
            new("ispeed-cli", "0.1.0", "Linux"),
            measurement,
            new(down, up, Times(14, 20), Times(70, 12), Times(60, 12), "udp", [new(RunPhase.Latency, 20, 20, 20)], 40_000_000),
            point.Sign(RecordOf(id, device, point, started, down, up))
        );
        return (id, JsonSerializer.SerializeToUtf8Bytes(submission, MeasureJson.Default.Submission));
    }

    // As the hub gives it, its seal included.
    private Ticket TicketOf(Guid id, Guid device, BenchPoint point, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var ticket = new Ticket("bench", [point.Id], id, device, 40_000_000, seconds, seconds + 180, 300_000_000);
        var claims = JsonSerializer.SerializeToUtf8Bytes(ticket, MeasureJson.Default.Ticket);
        return ticket with { Mac = Base64Url.EncodeToString(HMACSHA256.HashData(macKey, claims)) };
    }

    private RunRecord RecordOf(Guid id, Guid device, BenchPoint point, DateTimeOffset started, Curve down, Curve up) =>
        new(
            id,
            point.Id,
            device,
            new IPAddress([113, 160, (byte)chance.Next(256), (byte)chance.Next(1, 255)]).ToString(),
            started,
            started.AddSeconds(8),
            SideOf(down),
            SideOf(up),
            20,
            "ispeed-testpoint 0.1.0"
        );

    // Most lines stand still and are known after 0.7 to 1.5 s.
    private Curve CurveOf(double mbps)
    {
        var steps = chance.Next(35, 75);
        var series = new long[steps];
        for (var at = 0; at < steps; at++)
        {
            var share = Math.Min(1, (at + 1) / 8.0) * (1 + ((chance.NextDouble() - 0.5) * 0.06));
            series[at] = (long)(mbps * 1e6 / 8 * StepMillis / 1000 * share);
        }

        var end = steps * StepMillis * 1000L;
        const long from = 10 * StepMillis * 1000L;
        return new(2, 14_000, from, end, 0, StepMillis, series, Conditions, [new(from, end)], steps - 10);
    }

    private static LoadConditions Conditions { get; } = new("bbr", 13_800, 0, 0.01, 0.01, 0.01, 0.12, 900);

    private static RunSide SideOf(Curve curve) =>
        new(
            curve.Series.Sum(),
            0,
            curve.ToMicros,
            curve.Streams,
            "bbr",
            13_900,
            0,
            curve.StepMillis,
            curve.Series,
            curve.ToMicros,
            curve.ToMicros / 200,
            curve.ToMicros / 300
        );

    private double[] Times(double around, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Math.Round(around + (chance.NextDouble() * 3), 3))];
}

/// <summary>A test point of the bench: a registered key that signs.</summary>
internal sealed class BenchPoint : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public BenchPoint(int number) => Id = string.Create(CultureInfo.InvariantCulture, $"bench-{number}");

    public string Id { get; }

    public PointRegistration Registration =>
        new(
            Id,
            $"Điểm đo {Id}",
            null,
            "ws://127.0.0.1:9",
            null,
            Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            "ispeed-testpoint 0.1.0",
            "VN"
        );

    public string Sign(RunRecord record) => CompactSignature.Sign(record, MeasureJson.Default.RunRecord, key, Id, RunRecord.Kind);

    public void Dispose() => key.Dispose();
}
