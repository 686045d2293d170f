using System.CommandLine;
using Spectre.Console;

namespace Ispeed.Cli;

/// <summary><c>ispeed history</c>: the results of this device.</summary>
internal static class HistoryCommand
{
    public static Command Build(Terminal terminal)
    {
        var form = new OutputFormOptions(terminal.Speech);
        var command = new Command("history", terminal.Speech.Of("Các kết quả đã đo trên máy này", "The results of this device"));
        form.AddTo(command);
        command.SetAction(parsed => form.TryRead(parsed, terminal, out var chosen) ? Show(terminal, chosen) : ExitCode.Usage);
        return command;
    }

    private static int Show(Terminal terminal, OutputForm form)
    {
        var (results, unreadable) = terminal.State.All();
        foreach (var file in unreadable)
        {
            terminal.Complain(terminal.Speech.Of($"Không đọc được {file}.", $"{file} cannot be read."));
        }

        if (form != OutputForm.Table)
        {
            MachineOutput.Write(terminal.Out, form, [.. results.Select(kept => kept.Submission.Measurement)]);
            return ExitCode.Measured;
        }

        if (results.Count == 0)
        {
            terminal.Tell("Chưa có kết quả nào. Hãy chạy: ispeed measure", "No results yet. Run: ispeed measure");
            return ExitCode.Measured;
        }

        var speech = terminal.Speech;
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(
                speech.Of("Lúc (UTC)", "At (UTC)"),
                "↓ Mbit/s",
                "↑ Mbit/s",
                "ms",
                speech.Of("Điểm đo", "Test point"),
                speech.Of("Trạng thái", "State")
            );
        foreach (var kept in results)
        {
            var one = kept.Submission.Measurement;
            table.AddRow(
                new Text(one.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)),
                new Text(one.Download is { } down ? speech.Rate(down.Mbps) : "–"),
                new Text(one.Upload is { } up ? speech.Rate(up.Mbps) : "–"),
                new Text(one.Latency is { } latency ? speech.Millis(latency.IdleMs) : "–"),
                new Text(one.Server?.Name ?? "–"),
                new Text(State(speech, kept.Delivery))
            );
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) }).Write(table);
        return ExitCode.Measured;
    }

    private static string State(Speech speech, Delivery delivery) =>
        delivery switch
        {
            Delivery.Waiting => speech.Of("chờ gửi", "waits to be sent"),
            Delivery.Sent => speech.Of("đã gửi", "sent"),
            Delivery.Refused => speech.Of("bị từ chối", "refused"),
            _ => speech.Of("chỉ lưu trên máy", "kept here only"),
        };
}
