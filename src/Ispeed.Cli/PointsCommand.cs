using System.CommandLine;
using Ispeed.Measure.Client;
using Spectre.Console;

namespace Ispeed.Cli;

/// <summary><c>ispeed points</c>: the hub's test points.</summary>
internal static class PointsCommand
{
    public static Command Build(Terminal terminal)
    {
        var hubOption = CommandLine.Hub(terminal.Speech);
        var command = new Command("points", terminal.Speech.Of("Danh sách điểm đo", "The hub's test points")) { hubOption };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (!CommandLine.TryHub(parsed.GetValue(hubOption), terminal, out var hub, out _))
                {
                    return ExitCode.Usage;
                }

                using var http = new HttpClient();
                switch (await new HubClient(http, hub, terminal.Time).PointsAsync(cancellationToken))
                {
                    case HubAnswer<ListedPoint[]>.Given given:
                        Show(terminal, given.Value);
                        return ExitCode.Measured;
                    case HubAnswer<ListedPoint[]>.Refused refused:
                        terminal.Complain($"{refused.Problem.Title} {refused.Problem.Detail}");
                        return ExitCode.Refused;
                    case HubAnswer<ListedPoint[]>.Away away:
                        terminal.Complain(
                            terminal.Speech.Of($"Không gặp được hệ thống trung tâm tại {hub}. Hãy kiểm tra địa chỉ và mạng.", away.Message)
                        );
                        return ExitCode.Unreachable;
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
            }
        );
        return command;
    }

    private static void Show(Terminal terminal, ListedPoint[] points)
    {
        var speech = terminal.Speech;
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(
                "Id",
                speech.Of("Tên", "Name"),
                speech.Of("Nhà mạng", "Operator"),
                speech.Of("Địa chỉ", "Address"),
                speech.Of("Trạng thái", "State"),
                speech.Of("Tải", "Load")
            );
        foreach (var point in points)
        {
            table.AddRow(
                new Text(point.Id),
                new Text(point.Name),
                new Text(point.Operator ?? "–"),
                new Text(point.Url ?? point.SecureUrl ?? "–"),
                new Text(point.State),
                new Text((point.Load * 100).ToString("0", speech.Numbers) + " %")
            );
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) }).Write(table);
    }
}
