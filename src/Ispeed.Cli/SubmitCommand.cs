using System.CommandLine;

namespace Ispeed.Cli;

/// <summary><c>ispeed submit</c>: sends what is kept.</summary>
internal static class SubmitCommand
{
    public static Command Build(Terminal terminal)
    {
        var hubOption = CommandLine.Hub(terminal.Speech);
        var command = new Command("submit", terminal.Speech.Of("Gửi các kết quả đang giữ", "Send the results that are kept")) { hubOption };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (!CommandLine.TryHub(parsed.GetValue(hubOption), terminal, out var hub, out _))
                {
                    return ExitCode.Usage;
                }

                using var http = new HttpClient();
                var (sent, left) = await new Sender(terminal, http).SendWaitingAsync(hub, cancellationToken);
                terminal.Tell(
                    left == 0 ? $"Đã gửi {sent} kết quả." : $"Đã gửi {sent} kết quả, còn {left} kết quả chờ: chưa gặp được {hub}.",
                    left == 0 ? $"{sent} results sent." : $"{sent} results sent, {left} still wait: {hub} cannot be reached."
                );
                return left == 0 ? ExitCode.Measured : ExitCode.Kept;
            }
        );
        return command;
    }
}
