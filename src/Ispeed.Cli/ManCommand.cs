using System.CommandLine;
using System.Text;

namespace Ispeed.Cli;

/// <summary><c>ispeed man</c>: the manual page, made from the same commands and descriptions as --help. docs/ispeed.1 is its output.</summary>
internal static class ManCommand
{
    public static Command Build(Terminal terminal, RootCommand root)
    {
        var command = new Command("man", terminal.Speech.Of("In trang hướng dẫn (roff)", "Print the manual page (roff)")) { Hidden = true };
        command.SetAction(_ =>
        {
            terminal.Out.Write(Page(root, terminal.Speech));
            return ExitCode.Measured;
        });
        return command;
    }

    internal static string Page(RootCommand root, Speech speech)
    {
        var page = new StringBuilder();
        page.Append(".TH ISPEED 1 \"\" \"i-Speed\"\n");
        Section(page, speech.Of("TÊN", "NAME"));
        page.Append("ispeed \\- ").Append(Escaped(speech.Of("đo tốc độ Internet", "measure Internet access"))).Append('\n');
        Section(page, speech.Of("CÚ PHÁP", "SYNOPSIS"));
        foreach (var command in Shown(root))
        {
            page.Append(".B ispeed ").Append(Escaped(command.Name)).Append("\n.RI [ options ]\n");
            page.Append(string.Concat(command.Arguments.Select(one => $".I {Escaped(one.HelpName ?? one.Name)}\n"))).Append(".br\n");
        }

        Section(page, speech.Of("MÔ TẢ", "DESCRIPTION"));
        page.Append(Paragraphs(root.Description));
        foreach (var command in Shown(root))
        {
            Section(page, $"ispeed {command.Name}");
            page.Append(Paragraphs(command.Description));
            foreach (var option in command.Options.Where(one => !one.Hidden))
            {
                Item(page, option);
            }
        }

        Section(page, speech.Of("TÙY CHỌN CHUNG", "COMMON OPTIONS"));
        foreach (var option in root.Options.Where(one => !one.Hidden))
        {
            Item(page, option);
        }

        return page.ToString();
    }

    private static IEnumerable<Command> Shown(RootCommand root) => root.Subcommands.Where(one => !one.Hidden);

    private static void Section(StringBuilder page, string name) => page.Append(".SH \"").Append(Escaped(name)).Append("\"\n");

    private static void Item(StringBuilder page, Option option)
    {
        var names = string.Join(
            ", ",
            option.Aliases.Append(option.Name).OrderBy(name => name.Length).Select(name => $"\\fB{Escaped(name)}\\fR")
        );
        var value = option.HelpName is { } help ? $" \\fI{Escaped(help)}\\fR" : string.Empty;
        page.Append(".TP\n").Append(names).Append(value).Append('\n').Append(Paragraphs(option.Description));
    }

    private static string Paragraphs(string? text) =>
        string.Concat(
            (text ?? string.Empty).ReplaceLineEndings("\n").Split('\n').Select(line => line.Length == 0 ? ".PP\n" : Escaped(line) + "\n")
        );

    // A dot or an apostrophe at the start of a line is a command of roff, a bare hyphen a typographic one.
    private static string Escaped(string text)
    {
        var plain = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return plain.StartsWith('.') || plain.StartsWith('\'') ? "\\&" + plain : plain;
    }
}
