using System.Text.Json.Nodes;
using Ispeed.Testing;

namespace Ispeed.Cli.Tests;

/// <summary>Figures made again from what is kept of a run.</summary>
public sealed class RecomputeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_gives_the_same_figures_again_to_the_last_digit()
    {
        using var cli = new CliProgram();
        var file = await MeasureAsync(cli);
        var ended = await cli.RunAsync("recompute", Path.GetFileNameWithoutExtension(file), "--json");
        ended.Code.ShouldBe(ExitCode.Measured, ended.Output);
        var figures = JsonNode.Parse(ended.Output)!.AsArray();
        figures.Select(one => (string)one!["figure"]!).ShouldContain(name => name == "download.mbps");
        figures.ShouldAllBe(one => JsonNode.DeepEquals(one!["stored"], one["recomputed"]));
    }

    [Fact]
    public async Task A_figure_that_was_changed_is_named()
    {
        using var cli = new CliProgram();
        var file = await MeasureAsync(cli);
        var result = JsonNode.Parse(await File.ReadAllTextAsync(file, Token))!;
        var download = result["submission"]!["measurement"]!["download"]!;
        download["mbps"] = (double)download["mbps"]! + 0.001;
        await File.WriteAllTextAsync(file, result.ToJsonString(), Token);

        var ended = await cli.RunAsync("recompute", file);
        ended.Code.ShouldBe(ExitCode.Different, ended.Output);
        ended.Output.Split('\n').Single(line => line.Contains('≠', StringComparison.Ordinal)).ShouldContain("download.mbps");
    }

    [Fact]
    public async Task A_submission_is_read_from_the_standard_input()
    {
        using var cli = new CliProgram();
        var result = JsonNode.Parse(await File.ReadAllTextAsync(await MeasureAsync(cli), Token))!;
        using var process = cli.Start("recompute", "-");
        await process.StandardInput.WriteAsync(result["submission"]!.ToJsonString());
        process.StandardInput.Close();
        var ended = await CliProgram.EndAsync(process);
        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
    }

    [Theory]
    [InlineData("""{"id":"019aabcd-0000-7000-8000-000000000001","method":"1"}""", "does not hold the detail")]
    [InlineData("nonsense", "is not JSON")]
    [InlineData("[]", "does not hold the detail")]
    public async Task What_cannot_be_recomputed_is_said(string text, string words)
    {
        using var cli = new CliProgram();
        var file = Path.Combine(cli.State, "some.json");
        await File.WriteAllTextAsync(file, text, Token);
        var ended = await cli.RunAsync("recompute", file);
        ended.Code.ShouldBe(ExitCode.Usage);
        ended.Error.ShouldContain(words);
    }

    [Fact]
    public async Task A_result_of_another_method_is_left_to_another_version()
    {
        using var cli = new CliProgram();
        var file = await MeasureAsync(cli);
        var result = JsonNode.Parse(await File.ReadAllTextAsync(file, Token))!;
        result["submission"]!["measurement"]!["method"] = "99";
        await File.WriteAllTextAsync(file, result.ToJsonString(), Token);
        var ended = await cli.RunAsync("recompute", file);
        ended.Code.ShouldBe(ExitCode.Usage);
        ended.Error.ShouldContain("method 99");
    }

    [Fact]
    public async Task A_stored_result_is_shown_as_it_was_printed()
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var printed = (await cli.RunAsync("measure", "--server", point.Url, "--light")).Output;
        var id = Path.GetFileNameWithoutExtension(Directory.GetFiles(cli.Results).Single());
        (await cli.RunAsync("show", id)).Output.ShouldBe(printed);
        (await cli.RunAsync("show", "nothing")).Code.ShouldBe(ExitCode.Usage);
    }

    private static async Task<string> MeasureAsync(CliProgram cli)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        (await cli.RunAsync("measure", "--server", point.Url, "--light")).Code.ShouldBe(ExitCode.Measured);
        return Directory.GetFiles(cli.Results).Single();
    }
}
