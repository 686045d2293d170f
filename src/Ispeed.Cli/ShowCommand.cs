using System.CommandLine;

namespace Ispeed.Cli;

/// <summary><c>ispeed show</c>: prints a stored result as it was printed after it was measured.</summary>
internal static class ShowCommand
{
    public static Command Build(Terminal terminal, Func<Stream> input)
    {
        var speech = terminal.Speech;
        var file = new Argument<string>("file")
        {
            HelpName = speech.Of("TỆP|MÃ|-", "FILE|ID|-"),
            Description = speech.Of(
                "Tệp kết quả, hoặc mã của kết quả trên máy này",
                "A result's file, or the id of a result of this device"
            ),
        };
        var form = new OutputFormOptions(speech);
        var command = new Command("show", speech.Of("Xem lại một kết quả đã lưu", "Show a stored result")) { file };
        form.AddTo(command);
        command.SetAction(parsed =>
        {
            if (
                !form.TryRead(parsed, terminal, out var chosen)
                || StoredResult.Read(parsed.GetRequiredValue(file), terminal, input()) is not { } stored
            )
            {
                return ExitCode.Usage;
            }

            if (chosen == OutputForm.Table)
            {
                ResultTable.Write(terminal.Out, speech, stored.Measurement);
            }
            else
            {
                MachineOutput.Write(terminal.Out, chosen, stored.Measurement);
            }

            return ExitCode.Measured;
        });
        return command;
    }
}
