using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Spectre.Console;

namespace Ispeed.Cli;

/// <summary><c>ispeed recompute</c>: makes every figure of a stored result again from its detail and shows both.</summary>
internal static class RecomputeCommand
{
    public static Command Build(Terminal terminal, Func<Stream> input)
    {
        var speech = terminal.Speech;
        var file = new Argument<string>("file")
        {
            HelpName = speech.Of("TỆP|MÃ|-", "FILE|ID|-"),
            Description = speech.Of(
                "Tệp results/MÃ.json, một bản gửi, hoặc mã của kết quả trên máy này",
                "A file results/ID.json, a submission, or the id of a result of this device"
            ),
        };
        var json = new Option<bool>("--json") { Description = speech.Of("In dạng JSON", "Print JSON") };
        var command = new Command(
            "recompute",
            speech.Of(
                "Tính lại mọi con số của một kết quả từ chi tiết đã lưu",
                "Make every figure of a result again from its stored detail"
            )
        )
        {
            file,
            json,
        };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(file), parsed.GetValue(json), input));
        return command;
    }

    private static int Run(Terminal terminal, string name, bool json, Func<Stream> input)
    {
        if (StoredResult.Read(name, terminal, input()) is not { } stored)
        {
            return ExitCode.Usage;
        }

        if (stored.Measurement.Method != Measurement.CurrentMethod)
        {
            terminal.Complain(
                terminal.Speech.Of(
                    $"Kết quả này theo phương pháp {stored.Measurement.Method}; bản này chỉ tính lại được phương pháp {Measurement.CurrentMethod}. Hãy dùng bản ispeed khác.",
                    $"This result is of method {stored.Measurement.Method}, and this version recomputes method {Measurement.CurrentMethod} only. Use another version of ispeed."
                )
            );
            return ExitCode.Usage;
        }

        var figures = RecomputedFigure.All(stored.Measurement, stored.Detail!);
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(figures, RecomputationJson.Default.IReadOnlyListRecomputedFigure));
        }
        else
        {
            Show(terminal, figures);
        }

        return figures.All(figure => figure.IsEqual) ? ExitCode.Measured : ExitCode.Different;
    }

    private static void Show(Terminal terminal, IReadOnlyList<RecomputedFigure> figures)
    {
        var speech = terminal.Speech;
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(speech.Of("Con số", "Figure"), speech.Of("Đã lưu", "Stored"), speech.Of("Tính lại", "Recomputed"), string.Empty);
        foreach (var figure in figures)
        {
            table.AddRow(
                new Text(figure.Figure),
                new Text(Shown(figure.Stored)),
                new Text(Shown(figure.Recomputed)),
                new Text(figure.IsEqual ? "=" : "≠")
            );
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) }).Write(table);
        var different = figures.Count(figure => !figure.IsEqual);
        terminal.Out.WriteLine(
            different == 0
                ? speech.Of($"Cả {figures.Count} con số khớp.", $"All {figures.Count} figures are equal.")
                : speech.Of(
                    $"{different} trong {figures.Count} con số khác với số đã lưu.",
                    $"{different} of {figures.Count} figures differ from what is stored."
                )
        );
    }

    private static string Shown(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "–";
}

/// <summary>A figure of a result and what its detail gives.</summary>
/// <param name="Figure">As in the JSON of the result, for example <c>download.mbps</c>.</param>
/// <param name="Stored">What the result says; a number, a text or null.</param>
/// <param name="Recomputed">What the detail gives by the method.</param>
internal sealed record RecomputedFigure(string Figure, object? Stored, object? Recomputed)
{
    /// <summary>Whether the two are the same, to the last digit.</summary>
    public bool IsEqual => Equals(Stored, Recomputed);

    /// <summary>Every figure of a result, in its order.</summary>
    public static IReadOnlyList<RecomputedFigure> All(Measurement stored, MeasurementDetail detail)
    {
        // Why a load ended is no arithmetic: it is taken as it is stored.
        var again = Measure.Numbers.Recomputed.Of(
            detail,
            stored.Download?.StoppedBy ?? StopReason.Error,
            stored.Upload?.StoppedBy ?? StopReason.Error
        );
        return
        [
            .. Side("download", stored.Download, again.Download),
            .. Side("upload", stored.Upload, again.Upload),
            .. OfLatency(stored.Latency, again.Latency),
            .. OfLoss(stored.Loss, again.Loss),
        ];
    }

    private static RecomputedFigure[] Side(string name, Throughput? stored, Throughput? again) =>
        [
            new($"{name}.mbps", stored?.Mbps, again?.Mbps),
            new($"{name}.low", stored?.Low, again?.Low),
            new($"{name}.high", stored?.High, again?.High),
            new($"{name}.bytes", stored?.Bytes, again?.Bytes),
            new($"{name}.seconds", stored?.Seconds, again?.Seconds),
        ];

    private static RecomputedFigure[] OfLatency(Latency? stored, Latency? again) =>
        [
            new("latency.idleMs", stored?.IdleMs, again?.IdleMs),
            new("latency.minMs", stored?.MinMs, again?.MinMs),
            new("latency.jitterMs", stored?.JitterMs, again?.JitterMs),
            new("latency.pdv95Ms", stored?.Pdv95Ms, again?.Pdv95Ms),
            new("latency.loadedDownMs", stored?.LoadedDownMs, again?.LoadedDownMs),
            new("latency.loadedUpMs", stored?.LoadedUpMs, again?.LoadedUpMs),
            new("latency.grade", stored?.Grade, again?.Grade),
            new("latency.shortRpm", stored?.ShortRpm, again?.ShortRpm),
        ];

    private static RecomputedFigure[] OfLoss(Loss? stored, Loss? again) =>
        [
            new("loss.downPercent", stored?.DownPercent, again?.DownPercent),
            new("loss.downLow", stored?.DownLow, again?.DownLow),
            new("loss.downHigh", stored?.DownHigh, again?.DownHigh),
            new("loss.upPercent", stored?.UpPercent, again?.UpPercent),
            new("loss.upLow", stored?.UpLow, again?.UpLow),
            new("loss.upHigh", stored?.UpHigh, again?.UpHigh),
            new("loss.probes", stored?.Probes, again?.Probes),
        ];
}

/// <summary>JSON of <c>ispeed recompute --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<RecomputedFigure>))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(string))]
internal sealed partial class RecomputationJson : JsonSerializerContext;
