using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Spectre.Console;

namespace Ispeed.Cli;

/// <summary>A result for people.</summary>
internal static class ResultTable
{
    public static void Write(TextWriter writer, Speech speech, Measurement measurement)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "", "");
        AddThroughput(table, speech, speech.Of("Tải xuống", "Download"), measurement.Download);
        AddThroughput(table, speech, speech.Of("Tải lên", "Upload"), measurement.Upload);
        if (measurement.Latency is { } latency)
        {
            Add(table, speech.Of("Độ trễ", "Latency"), $"{speech.Millis(latency.IdleMs)} ms", Details(speech, latency));
            if (Grade(latency) is { } grade)
            {
                Add(table, speech.Of("Trễ khi tải nặng", "Under load"), grade, Loaded(speech, latency));
            }
        }

        if (measurement.Loss is { } loss)
        {
            Add(
                table,
                speech.Of("Mất gói", "Loss"),
                Percent(speech, loss.DownPercent) + " ↓  " + Percent(speech, loss.UpPercent) + " ↑",
                string.Empty
            );
        }

        Add(
            table,
            speech.Of("Dữ liệu đã dùng", "Data used"),
            $"{speech.Megabytes(measurement.BytesTotal / 1e6)} MB",
            measurement.Server is { } server ? $"{server.Name} ({server.Url})" : string.Empty
        );
        console.Write(table);
        if (measurement.Error is { } error)
        {
            writer.WriteLine(speech.Sentence(error));
        }
        else if (measurement is { Download.IsIntervalKnown: false } or { Upload.IsIntervalKnown: false })
        {
            writer.WriteLine(
                speech.Of(
                    "Đường truyền quá nhanh so với mức dữ liệu cho phép nên chưa biết chắc con số. Muốn chắc hơn: ispeed measure --precise",
                    "The line is too fast for the data that this run may use, so the figure is not sure. To be surer: ispeed measure --precise"
                )
            );
        }

        if (measurement.Link is { } link)
        {
            writer.WriteLine(speech.Of($"Trang kết quả: {link}", $"Result page: {link}"));
        }
    }

    /// <summary>The letter of the mean increase of the loaded directions; null where none was measured.</summary>
    public static string? Grade(Latency latency)
    {
        double[] loaded = [.. new[] { latency.LoadedDownMs, latency.LoadedUpMs }.OfType<double>()];
        return loaded.Length == 0 ? null : BufferbloatGrade.Of(TimeSpan.FromMilliseconds(loaded.Average() - latency.IdleMs));
    }

    private static void AddThroughput(Table table, Speech speech, string name, Throughput? side)
    {
        if (side is null)
        {
            Add(table, name, speech.Of("chưa đo", "not measured"), string.Empty);
            return;
        }

        var interval = side.IsIntervalKnown
            ? $"{speech.Of("khoảng tin cậy 95 %", "95 % interval")} {speech.Rate(side.Low)}–{speech.Rate(side.High)}"
            : speech.Of("chưa biết chắc đến đâu", "not known how sure");
        Add(
            table,
            name,
            $"{speech.Rate(side.Mbps)} Mbit/s",
            $"{interval}, {side.Seconds.ToString("0.00", speech.Numbers)} s, {speech.Sentence(side.StoppedBy)}"
        );
    }

    private static string Details(Speech speech, Latency latency) =>
        latency.JitterMs is { } jitter ? $"{speech.Of("dao động", "jitter")} {speech.Millis(jitter)} ms" : string.Empty;

    private static string Loaded(Speech speech, Latency latency) =>
        string.Join(
            "  ",
            new[]
            {
                latency.LoadedDownMs is { } down ? $"{speech.Millis(down)} ms ↓" : null,
                latency.LoadedUpMs is { } up ? $"{speech.Millis(up)} ms ↑" : null,
            }.OfType<string>()
        );

    private static string Percent(Speech speech, double? percent) => percent is { } known ? $"{speech.Percent(known)} %" : "–";

    private static void Add(Table table, string name, string value, string detail) =>
        table.AddRow(new Text(name), new Text(value, new Style(decoration: Decoration.Bold)), new Text(detail));
}
