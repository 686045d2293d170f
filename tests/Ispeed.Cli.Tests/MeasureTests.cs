using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ispeed.Testing;

namespace Ispeed.Cli.Tests;

public sealed class MeasureTests
{
    private const string NoHub = "http://127.0.0.1:1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_is_one_measurement_as_the_schema_says_and_nothing_else()
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var ended = await cli.RunAsync("measure", "--server", point.Url, "--json");

        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        var measurement = Parse(ended);
        Schema.OfMeasurement().Violations(measurement).ShouldBeEmpty();
        measurement.GetProperty("download").GetProperty("mbps").GetDouble().ShouldBeGreaterThan(0);
        measurement.GetProperty("upload").GetProperty("mbps").GetDouble().ShouldBeGreaterThan(0);
        ended.Error.ShouldContain("at most 40 MB");
    }

    [Theory]
    [InlineData("4g", "8.0 MB", 8)]
    [InlineData("3g", "2.0 MB", 2)]
    [InlineData("5g", "20 MB", 20)]
    public async Task The_access_decides_what_a_run_may_cost_and_the_run_stays_below(string access, string shown, double megabytes)
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var ended = await cli.RunAsync("measure", "--server", point.Url, "--jsonl", "--access", access);

        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        ended.Error.ShouldContain($"at most {shown}");
        ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        Parse(ended).GetProperty("bytesTotal").GetInt64().ShouldBeLessThanOrEqualTo((long)(megabytes * 1e6));
    }

    [Fact]
    public async Task Csv_has_a_head_and_as_many_values()
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var ended = await cli.RunAsync("measure", "--server", point.Url, "--csv", "--light");

        var lines = ended.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[1].Split(',').Length.ShouldBe(lines[0].Split(',').Length);
    }

    [Fact]
    public async Task People_read_their_own_language_without_escape_codes_in_a_pipe()
    {
        using var cli = new CliProgram { Environment = { ["LANG"] = "vi_VN.UTF-8" } };
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var vietnamese = await cli.RunAsync("measure", "--server", point.Url, "--light");
        vietnamese.Output.ShouldContain("Tải xuống");
        vietnamese.Error.ShouldContain("nhiều nhất 2,0 MB");
        (vietnamese.Output + vietnamese.Error).ShouldNotContain("\u001b");

        var english = await cli.RunAsync("history", "--lang", "en");
        english.Output.ShouldContain("kept here only");
    }

    [Theory]
    [InlineData("wrong scheme", "ws://", "measure", "--server", "http://127.0.0.1:8081")]
    [InlineData("no address", "ws://host:port", "measure", "--server", "somewhere")]
    [InlineData("unknown access", "Choose fixed", "measure", "--access", "lte")]
    [InlineData("area of another form", "5 digits", "measure", "--area", "Hanoi")]
    [InlineData("area that nobody reads", "--hub", "measure", "--server", "ws://127.0.0.1:1", "--area", "00070")]
    [InlineData("code with a wrong symbol", "mistyped", "measure", "--code", "K7M-2QXB")]
    [InlineData("code that nobody reads", "--no-submit", "measure", "--code", "K7M-2QXA", "--no-submit")]
    [InlineData("participant without a code", "--code", "measure", "--as", "staff")]
    [InlineData("unknown participant", "Choose staff", "measure", "--code", "K7M-2QXA", "--as", "boss")]
    [InlineData("budget without a number", "megabytes", "measure", "--budget", "many")]
    [InlineData("budget too small", "0.5", "measure", "--budget", "0.1")]
    [InlineData("contradiction", "choose one", "measure", "--precise", "--light")]
    [InlineData("two forms", "Choose one", "measure", "--json", "--csv")]
    [InlineData("hub of another scheme", "http://", "measure", "--hub", "ftp://hub")]
    [InlineData("unknown option", "--fast", "measure", "--fast")]
    [InlineData("unknown language", "fr", "measure", "--lang", "fr")]
    public async Task What_cannot_be_is_said_in_a_sentence(string what, string words, params string[] arguments)
    {
        using var cli = new CliProgram();
        var ended = await cli.RunAsync(arguments);
        ended.Code.ShouldBe(ExitCode.Usage, what);
        ended.Error.ShouldContain(words);
        ended.Output.ShouldBeEmpty();
        Directory.Exists(cli.Results).ShouldBeFalse();
    }

    [Fact]
    public async Task A_closed_port_is_a_result_with_a_reason()
    {
        using var cli = new CliProgram();
        var ended = await cli.RunAsync("measure", "--server", "ws://127.0.0.1:1", "--json");
        ended.Code.ShouldBe(ExitCode.Unreachable);
        ended.Error.ShouldContain("port is closed");
        Schema.OfMeasurement().Violations(Parse(ended)).ShouldBeEmpty();
        Parse(ended).GetProperty("error").GetProperty("reason").GetString().ShouldBe("unreachable");
    }

    [Fact]
    public async Task Without_a_hub_and_a_known_point_the_failure_is_kept_and_waits()
    {
        using var cli = new CliProgram();
        var ended = await cli.RunAsync("measure", "--hub", NoHub, "--json");
        ended.Code.ShouldBe(ExitCode.Unreachable);
        Parse(ended).GetProperty("error").GetProperty("phase").GetString().ShouldBe("choose");
        KeptState(cli).ShouldBe(["waiting"]);

        (await cli.RunAsync("submit", "--hub", NoHub)).Code.ShouldBe(ExitCode.Kept);
        (await cli.RunAsync("points", "--hub", NoHub)).Code.ShouldBe(ExitCode.Unreachable);
    }

    [Fact]
    public async Task While_the_hub_is_away_the_known_points_are_measured_and_the_result_waits()
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        await File.WriteAllTextAsync(
            Path.Combine(cli.State, "candidates.json"),
            $$"""{"hub":"{{NoHub}}/","candidates":[{"id":"fixture","name":"Fixture","operator":null,"url":"{{point.Url}}","secureUrl":null,"load":0}]}""",
            Token
        );
        var ended = await cli.RunAsync("measure", "--hub", NoHub, "--json", "--light");

        ended.Code.ShouldBe(ExitCode.Kept, ended.Error);
        ended.Error.ShouldContain("the next run sends it");
        Parse(ended).GetProperty("server").GetProperty("id").GetString().ShouldBe("fixture");
        KeptState(cli).ShouldBe(["waiting"]);
    }

    [Fact]
    public async Task A_device_keeps_its_identifier_and_one_file_a_result()
    {
        using var cli = new CliProgram();
        await cli.RunAsync("measure", "--server", "ws://127.0.0.1:1");
        var device = await File.ReadAllTextAsync(Path.Combine(cli.State, "device"), Token);
        await cli.RunAsync("measure", "--server", "ws://127.0.0.1:1");

        (await File.ReadAllTextAsync(Path.Combine(cli.State, "device"), Token)).ShouldBe(device);
        KeptState(cli).ShouldBe(["private", "private"]);
        Directory.GetFiles(cli.Results).ShouldAllBe(file => file.EndsWith(".json", StringComparison.Ordinal));
        var history = await cli.RunAsync("history", "--jsonl");
        history.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Ctrl_C_ends_with_what_was_measured()
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        using var process = cli.Start("measure", "--server", point.Url, "--json", "--precise", "--budget", "10000");
        await process.StandardError.ReadLineAsync(Token); // the budget is told just before the run starts
        using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        var ended = await CliProgram.EndAsync(process);

        ended.Code.ShouldBe(ExitCode.Cancelled, ended.Error);
        Schema.OfMeasurement().Violations(Parse(ended)).ShouldBeEmpty();
        Parse(ended).GetProperty("error").GetProperty("reason").GetString().ShouldBe("abandoned");
        KeptState(cli).ShouldBe(["private"]);
    }

    [Fact]
    public async Task Help_and_page_state_the_same_exit_codes()
    {
        using var cli = new CliProgram();
        var help = (await cli.RunAsync("--help")).Output;
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "cli.md"), Token);
        int[] codes =
        [
            ExitCode.Measured,
            ExitCode.Different,
            ExitCode.Usage,
            ExitCode.Unreachable,
            ExitCode.Broken,
            ExitCode.Refused,
            ExitCode.Kept,
            ExitCode.Cancelled,
        ];
        codes.ShouldAllBe(code => page.Contains($"| {code} |", StringComparison.Ordinal));
        codes.ShouldAllBe(code => System.Text.RegularExpressions.Regex.IsMatch(help, $@"\b{code} \w", default, TimeSpan.FromSeconds(1)));
    }

    private static JsonElement Parse(Ended ended)
    {
        using var document = JsonDocument.Parse(ended.Output);
        return document.RootElement.Clone();
    }

    private static IEnumerable<string?> KeptState(CliProgram cli) =>
        Directory
            .GetFiles(cli.Results)
            .Select(file =>
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(file));
                return document.RootElement.GetProperty("delivery").GetString();
            });
}
