using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ispeed.Measure;

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
    private const string CsvHead =
        "id,startedAt,serverId,serverName,serverUrl,method,downloadMbps,downloadLow,downloadHigh,downloadBytes,downloadSeconds,downloadStoppedBy,"
        + "uploadMbps,uploadLow,uploadHigh,uploadBytes,uploadSeconds,uploadStoppedBy,idleMs,loadedDownMs,loadedUpMs,jitterMs,lossDownPercent,lossUpPercent,"
        + "bytesTotal,link,errorPhase,errorReason";

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
            Wire(one.Error?.Phase),
            Wire(one.Error?.Reason),
        ];
        return string.Join(',', values.Select(Quoted));
    }

    private static object?[] Columns(Throughput? side) =>
        [side?.Mbps, side?.Low, side?.High, side?.Bytes, side?.Seconds, Wire(side?.StoppedBy)];

    // The one spelling of a closed set is the one of its JSON.
    private static string? Wire(RunPhase? value) =>
        value is { } known ? JsonSerializer.Serialize(known, CsvJson.Default.RunPhase).Trim('"') : null;

    private static string? Wire(FailureReason? value) =>
        value is { } known ? JsonSerializer.Serialize(known, CsvJson.Default.FailureReason).Trim('"') : null;

    private static string? Wire(StopReason? value) =>
        value is { } known ? JsonSerializer.Serialize(known, CsvJson.Default.StopReason).Trim('"') : null;

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
internal sealed partial class CsvJson : System.Text.Json.Serialization.JsonSerializerContext;
