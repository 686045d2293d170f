using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>How results are printed.</summary>
internal enum OutputForm
{
    /// <summary>A table for people.</summary>
    Table,

    /// <summary>Indented JSON.</summary>
    Json,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>RFC 4180 with a head line.</summary>
    Csv,
}

/// <summary>The three options of the machine-readable forms, at most one at a time.</summary>
internal sealed class OutputFormOptions(Speech speech)
{
    private readonly Option<bool> json = new("--json")
    {
        Description = speech.Of(
            "In kết quả dạng JSON (spec/measurement.schema.json)",
            "Print the result as JSON (spec/measurement.schema.json)"
        ),
    };
    private readonly Option<bool> jsonLines = new("--jsonl")
    {
        Description = speech.Of("Mỗi kết quả một dòng JSON", "One line of JSON a result"),
    };
    private readonly Option<bool> csv = new("--csv") { Description = speech.Of("In kết quả dạng CSV", "Print the result as CSV") };

    public void AddTo(Command command)
    {
        command.Options.Add(json);
        command.Options.Add(jsonLines);
        command.Options.Add(csv);
    }

    /// <summary>The form asked for; false after a complaint.</summary>
    public bool TryRead(ParseResult parsed, Terminal terminal, out OutputForm form)
    {
        var asked = new List<OutputForm>();
        asked.AddRange(parsed.GetValue(json) ? [OutputForm.Json] : []);
        asked.AddRange(parsed.GetValue(jsonLines) ? [OutputForm.JsonLines] : []);
        asked.AddRange(parsed.GetValue(csv) ? [OutputForm.Csv] : []);
        form = asked.FirstOrDefault(OutputForm.Table);
        if (asked.Count > 1)
        {
            terminal.Complain(terminal.Speech.Of("Chỉ chọn một trong --json, --jsonl, --csv.", "Choose one of --json, --jsonl and --csv."));
        }

        return asked.Count <= 1;
    }
}

/// <summary>Writes results for programs.</summary>
internal static class MachineOutput
{
    /// <summary>The head line; docs/cli.md names every column. New ones are added at the end, so that what reads by place goes on.</summary>
    public const string CsvHead =
        "id,startedAt,serverId,serverName,serverUrl,method,downloadMbps,downloadLow,downloadHigh,downloadBytes,downloadSeconds,downloadStoppedBy,"
        + "uploadMbps,uploadLow,uploadHigh,uploadBytes,uploadSeconds,uploadStoppedBy,idleMs,loadedDownMs,loadedUpMs,jitterMs,lossDownPercent,lossUpPercent,"
        + "bytesTotal,link,errorPhase,errorReason,family,limitedBy,serverPlace,minMs,pdv95Ms,grade,shortRpm,"
        + "lossDownLow,lossDownHigh,lossUpLow,lossUpHigh,lossProbes";

    /// <summary>Several results: a JSON array, JSON lines, or CSV with one head.</summary>
    public static void Write(TextWriter writer, OutputForm form, IReadOnlyList<Measurement> measurements)
    {
        switch (form)
        {
            case OutputForm.Json:
                writer.WriteLine('[');
                writer.WriteLine(
                    string.Join(",\n", measurements.Select(one => JsonSerializer.Serialize(one, Terminal.Indented.Measurement)))
                );
                writer.WriteLine(']');
                break;
            case OutputForm.JsonLines:
                foreach (var one in measurements)
                {
                    writer.WriteLine(JsonSerializer.Serialize(one, Terminal.Compact.Measurement));
                }

                break;
            case OutputForm.Csv:
                writer.Write(CsvHead + "\r\n");
                foreach (var one in measurements)
                {
                    writer.Write(CsvLine(one) + "\r\n");
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>One result: the JSON object itself, a line, or CSV.</summary>
    public static void Write(TextWriter writer, OutputForm form, Measurement measurement)
    {
        if (form == OutputForm.Json)
        {
            writer.WriteLine(JsonSerializer.Serialize(measurement, Terminal.Indented.Measurement));
            return;
        }

        Write(writer, form, [measurement]);
    }

    private static string CsvLine(Measurement one)
    {
        object?[] values =
        [
            one.Id,
            one.StartedAt.ToString("O", CultureInfo.InvariantCulture),
            one.Server?.Id,
            one.Server?.Name,
            one.Server?.Url,
            one.Method,
            .. Columns(one.Download),
            .. Columns(one.Upload),
            one.Latency?.IdleMs,
            one.Latency?.LoadedDownMs,
            one.Latency?.LoadedUpMs,
            one.Latency?.JitterMs,
            one.Loss?.DownPercent,
            one.Loss?.UpPercent,
            one.BytesTotal,
            one.Link,
            Wire(one.Error?.Phase, CsvJson.Default.RunPhase),
            Wire(one.Error?.Reason, CsvJson.Default.FailureReason),
            one.Family,
            string.Join(' ', (one.LimitedBy ?? []).Select(limit => Wire(limit, CsvJson.Default.Limitation))),
            Wire(one.Server?.Place, CsvJson.Default.PointPlace),
            one.Latency?.MinMs,
            one.Latency?.Pdv95Ms,
            one.Latency?.Grade,
            one.Latency?.ShortRpm,
            one.Loss?.DownLow,
            one.Loss?.DownHigh,
            one.Loss?.UpLow,
            one.Loss?.UpHigh,
            one.Loss?.Probes,
        ];
        return string.Join(',', values.Select(Quoted));
    }

    private static object?[] Columns(Throughput? side) =>
        [side?.Mbps, side?.Low, side?.High, side?.Bytes, side?.Seconds, Wire(side?.StoppedBy, CsvJson.Default.StopReason)];

    // The one spelling of a closed set is the one of its JSON.
    private static string? Wire<T>(T? value, JsonTypeInfo<T> type)
        where T : struct => value is { } known ? JsonSerializer.Serialize(known, type).Trim('"') : null;

    private static string Quoted(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

/// <summary>Spelling of the closed sets in CSV.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(RunPhase))]
[System.Text.Json.Serialization.JsonSerializable(typeof(FailureReason))]
[System.Text.Json.Serialization.JsonSerializable(typeof(StopReason))]
[System.Text.Json.Serialization.JsonSerializable(typeof(Limitation))]
[System.Text.Json.Serialization.JsonSerializable(typeof(PointPlace))]
internal sealed partial class CsvJson : System.Text.Json.Serialization.JsonSerializerContext;
