using System.Text.Json;
using Ispeed.Testing;

namespace Ispeed.Cli.Tests;

public sealed class ForeignMeasureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ndt7", "one connection")]
    [InlineData("librespeed", "does not tell what it received")]
    public async Task A_run_against_another_projects_server_is_printed_like_ours_and_says_what_it_is_worth(string scheme, string note)
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var ended = await cli.RunAsync("measure", "--server", $"{scheme}://127.0.0.1:{point.Port}", "--json", "--access", "4g");

        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        using var measurement = JsonDocument.Parse(ended.Output);
        Schema.OfMeasurement().Violations(measurement.RootElement).ShouldBeEmpty();
        measurement.RootElement.GetProperty("server").GetProperty("url").GetString().ShouldStartWith($"{scheme}://");
        ended.Error.ShouldContain(note);
        ended.Error.ShouldContain("stays on this machine");
        Directory.Exists(cli.Results).ShouldBeFalse("nothing is kept that could be sent");
    }

    [Theory]
    [InlineData("--hub", "http://127.0.0.1:1")]
    [InlineData("--area", "00070")]
    public async Task It_is_never_sent_and_whoever_asks_for_it_is_told(string option, string value)
    {
        using var cli = new CliProgram();
        var ended = await cli.RunAsync("measure", "--server", "ndt7://127.0.0.1:1", option, value);
        ended.Code.ShouldBe(ExitCode.Usage);
        ended.Error.ShouldContain("never sent");
    }
}
