using Ispeed.Measure;
using Ispeed.Measure.Numbers;

namespace Ispeed.Cli;

/// <summary>One line of a result for people.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Range">How sure or how spread it is, in few characters.</param>
/// <param name="Detail">What there is room for beside a single result only.</param>
internal sealed record ResultRow(string Name, string Value, string Range, string Detail);

/// <summary>A result as lines; what was not measured has no line, but for the two speeds.</summary>
internal static class ResultRows
{
    public static IReadOnlyList<ResultRow> Of(Speech speech, Measurement one) =>
        [
            OfThroughput(speech, speech.Of("Tải xuống", "Download"), one.Download),
            OfThroughput(speech, speech.Of("Tải lên", "Upload"), one.Upload),
            .. one.Latency is { } latency ? OfLatency(speech, latency) : [],
            .. one.Loss is { } loss ? [OfLoss(speech, loss)] : Array.Empty<ResultRow>(),
            new(speech.Of("Dữ liệu đã dùng", "Data used"), $"{speech.Megabytes(one.BytesTotal / 1e6)} MB", string.Empty, string.Empty),
            .. one.Server is { } server ? [OfServer(speech, server, one.Family)] : Array.Empty<ResultRow>(),
        ];

    /// <summary>The letter of the mean increase of the loaded directions; null where none was measured.</summary>
    public static string? Grade(Latency latency)
    {
        double[] loaded = [.. new[] { latency.LoadedDownMs, latency.LoadedUpMs }.OfType<double>()];
        return latency.Grade
            ?? (loaded.Length == 0 ? null : BufferbloatGrade.Of(TimeSpan.FromMilliseconds(loaded.Average() - latency.IdleMs)));
    }

    private static ResultRow OfThroughput(Speech speech, string name, Throughput? side) =>
        side is null
            ? new(name, speech.Of("chưa đo", "not measured"), string.Empty, string.Empty)
            : new(
                name,
                $"{speech.Rate(side.Mbps)} Mbit/s",
                side.IsIntervalKnown
                    ? $"{speech.Rate(side.Low)}–{speech.Rate(side.High)}"
                    : speech.Of("chưa biết chắc đến đâu", "not known how sure"),
                $"{side.Seconds.ToString("0.00", speech.Numbers)} s, {speech.Sentence(side.StoppedBy)}"
            );

    private static IEnumerable<ResultRow> OfLatency(Speech speech, Latency latency)
    {
        var spread = new[]
        {
            latency.JitterMs is { } jitter ? $"{speech.Of("dao động", "jitter")} {speech.Millis(jitter)} ms" : null,
            latency.Pdv95Ms is { } pdv ? $"PDV {speech.Millis(pdv)} ms" : null,
        };
        yield return new(
            speech.Of("Độ trễ khi rảnh", "Idle latency"),
            $"{speech.Millis(latency.IdleMs)} ms",
            Joined(", ", spread),
            latency.MinMs is { } lowest ? $"{speech.Of("thấp nhất", "lowest")} {speech.Millis(lowest)} ms" : string.Empty
        );
        if (Grade(latency) is { } grade)
        {
            var loaded = new[]
            {
                latency.LoadedDownMs is { } down ? $"{speech.Millis(down)} ms ↓" : null,
                latency.LoadedUpMs is { } up ? $"{speech.Millis(up)} ms ↑" : null,
            };
            yield return new(
                speech.Of("Độ trễ khi tải nặng", "Loaded latency"),
                speech.Of($"hạng {grade}", $"grade {grade}"),
                Joined("  ", loaded),
                string.Empty
            );
        }

        if (latency.ShortRpm is { } rpm)
        {
            yield return new(
                speech.Of("RPM ngắn", "Short RPM"),
                rpm.ToString("0", speech.Numbers),
                string.Empty,
                speech.Of("từ phép đo ngắn, không so được với RPM đầy đủ", "from the short loads, not comparable with a full RPM run")
            );
        }
    }

    private static ResultRow OfLoss(Speech speech, Loss loss)
    {
        var ranges = new[]
        {
            loss is { DownLow: { } downLow, DownHigh: { } downHigh } ? $"{speech.Percent(downLow)}–{speech.Percent(downHigh)} ↓" : null,
            loss is { UpLow: { } upLow, UpHigh: { } upHigh } ? $"{speech.Percent(upLow)}–{speech.Percent(upHigh)} ↑" : null,
        };
        return new(
            speech.Of("Mất gói", "Packet loss"),
            $"{Percent(speech, loss.DownPercent)} ↓  {Percent(speech, loss.UpPercent)} ↑",
            Joined("  ", ranges),
            loss.Probes > 0 ? speech.Of($"trên {loss.Probes} gói thử", $"of {loss.Probes} datagrams") : string.Empty
        );
    }

    private static ResultRow OfServer(Speech speech, MeasuredServer server, int? family) =>
        new(speech.Of("Điểm đo", "Test point"), server.Name, family is { } known ? $"IPv{known}" : string.Empty, server.Url);

    private static string Percent(Speech speech, double? percent) => percent is { } known ? $"{speech.Percent(known)} %" : "–";

    private static string Joined(string between, IEnumerable<string?> parts) => string.Join(between, parts.OfType<string>());
}
