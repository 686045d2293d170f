using System.CommandLine;

namespace Ispeed.Cli;

/// <summary><c>ispeed completion</c>: a script that lets a shell complete commands and options. It asks the program itself, so it never grows old.</summary>
internal static class CompletionCommand
{
    // "[suggest:N]" is the directive by which System.CommandLine answers what may stand at place N of a line.
    private const string Bash = """
        _ispeed() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(ispeed "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ispeed ispeed

        """;

    private const string Zsh = """
        #compdef ispeed
        _ispeed() {
            local -a found
            found=("${(@f)$(ispeed "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -a found || _files
        }
        compdef _ispeed ispeed

        """;

    private const string Fish = """
        complete -c ispeed -a '(ispeed "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'

        """;

    public static Command Build(Terminal terminal)
    {
        var shell = new Argument<string>("shell")
        {
            HelpName = "bash|zsh|fish",
            Description = terminal.Speech.Of("Trình dòng lệnh", "The shell"),
        };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command(
            "completion",
            terminal.Speech.Of(
                "In tập lệnh gợi ý cho trình dòng lệnh; ví dụ: source <(ispeed completion bash)",
                "Print a script for shell completion; for example: source <(ispeed completion bash)"
            )
        )
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            terminal.Out.Write(
                parsed.GetRequiredValue(shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    _ => Fish,
                }
            );
            return ExitCode.Measured;
        });
        return command;
    }
}
