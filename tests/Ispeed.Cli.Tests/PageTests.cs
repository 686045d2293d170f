using System.Text.RegularExpressions;
using Ispeed.Measure;

namespace Ispeed.Cli.Tests;

/// <summary>What is written about the program is what the program does.</summary>
public sealed class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_names_every_column_of_the_CSV_form()
    {
        var page = await PageAsync("cli.md");
        MachineOutput.CsvHead.Split(',').Where(column => !page.Contains($"`{column}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_manual_page_is_what_the_program_prints()
    {
        using var cli = new CliProgram();
        var printed = (await cli.RunAsync("man", "--lang", "en")).Output;
        printed.ShouldBe(await PageAsync("ispeed.1"), "Run: ispeed man --lang en > docs/ispeed.1");
        printed.ShouldContain(".TP\n\\fB\\-4\\fR, \\fB\\-\\-ipv4\\fR");
    }

    [Fact]
    public async Task The_page_names_every_option_of_measure()
    {
        using var cli = new CliProgram();
        var help = (await cli.RunAsync("measure", "--help", "--lang", "en")).Output;
        var page = await PageAsync("cli.md");
        var options = Regex
            .Matches(help, @"(?<=\s)--[a-z0-9-]+", default, TimeSpan.FromSeconds(1))
            .Select(match => match.Value)
            .Distinct(StringComparer.Ordinal);
        options.Where(option => option != "--help" && !page.Contains(option, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ispeed mea", "measure")]
    [InlineData("ispeed measure --comp", "--compare")]
    [InlineData("ispeed measure --access ", "wifi")]
    public async Task The_program_completes_a_line_for_a_shell(string line, string expected)
    {
        using var cli = new CliProgram();
        var ended = await cli.RunAsync($"[suggest:{line.Length}]", line);
        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        ended.Output.Split('\n').ShouldContain(candidate => candidate == expected);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _ispeed ispeed")]
    [InlineData("zsh", "#compdef ispeed")]
    [InlineData("fish", "complete -c ispeed")]
    public async Task There_is_a_script_for_each_shell(string shell, string words)
    {
        using var cli = new CliProgram();
        (await cli.RunAsync("completion", shell)).Output.ShouldContain(words, Case.Sensitive);
    }

    [Fact]
    public void Every_limit_has_a_sentence_in_both_languages()
    {
        foreach (var limit in Enum.GetValues<Limitation>())
        {
            var vietnamese = LimitSentences.Of(new Speech(vietnamese: true), limit);
            vietnamese.ShouldNotBeEmpty();
            string.Equals(vietnamese, LimitSentences.Of(new Speech(vietnamese: false), limit), StringComparison.Ordinal).ShouldBeFalse();
        }
    }

    private static Task<string> PageAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", name), Token);
}
