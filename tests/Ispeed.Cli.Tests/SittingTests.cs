using System.Net;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.Cli.Tests;

/// <summary>Several measurements by one command.</summary>
public sealed class SittingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_families_are_measured_apart_within_the_budget_that_was_said()
    {
        using var cli = new CliProgram();
        await using var point = await StartOnBothAsync();
        await using var hub = TestHub.Offering(_ => [At("four", $"ws://127.0.0.1:{point.Port}"), At("six", $"ws://[::1]:{point.Port}")]);
        var ended = await cli.RunAsync("measure", "--hub", hub.Url, "--both", "--budget", "6", "--json");

        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        ended.Error.ShouldContain("cost at most 6.0 MB together (IPv4 3.0 MB, IPv6 3.0 MB)");
        var measurements = Parse(ended);
        measurements.Count.ShouldBe(2);
        measurements.ShouldAllBe(one => Schema.OfMeasurement().Violations(one).Count == 0);
        measurements.Select(one => one.GetProperty("family").GetInt32()).ShouldBe([4, 6]);
        measurements.Sum(one => one.GetProperty("bytesTotal").GetInt64()).ShouldBeLessThanOrEqualTo(6_000_000);

        hub.Asked.Select(one => one.BudgetBytes).ShouldBe([3_000_000, 3_000_000]);
        hub.Asked.Select(one => one.Id).ShouldBe(hub.Submitted.Select(one => one.Measurement.Id));
        hub.Submitted.Select(one => one.Measurement.Id).Distinct().Count().ShouldBe(2);
        hub.Submitted.Select(one => one.Group).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_family_that_is_not_there_is_a_result_beside_the_other()
    {
        using var cli = new CliProgram();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var ended = await cli.RunAsync("measure", "--server", point.Url, "--both", "--jsonl", "--light");

        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        ended.Error.ShouldContain("no IPv6 address");
        var lines = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("\"error\":null");
        lines[1].ShouldContain("\"reason\":\"unreachable\"");
        lines[1].ShouldContain("\"family\":6");
        Directory.GetFiles(cli.Results).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Three_places_are_compared_and_a_place_without_a_point_is_said_and_skipped()
    {
        using var cli = new CliProgram();
        await using var point = await StartOnBothAsync();
        await using var hub = TestHub.Offering(asked =>
            asked.Place == PointPlace.OnNet ? [] : [At($"{asked.Place}", $"ws://127.0.0.1:{point.Port}") with { Place = asked.Place }]
        );
        var ended = await cli.RunAsync("measure", "--hub", hub.Url, "--compare", "--access", "4g");

        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        hub.Asked.Select(one => one.Place).ShouldBe([PointPlace.OnNet, PointPlace.Exchange, PointPlace.Abroad]);
        hub.Asked.Sum(one => one.BudgetBytes).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(8_000_000);
        ended.Error.ShouldContain("On-net: no test point now; skipped.");
        ended.Error.ShouldContain("cost at most 5.3 MB together");
        ended.Output.ShouldContain("Exchange – Abroad, download:");
        hub.Submitted.Select(one => one.Measurement.Server!.Place).ShouldBe([PointPlace.Exchange, PointPlace.Abroad]);
    }

    [Fact]
    public async Task Nothing_is_kept_where_no_place_has_a_point()
    {
        using var cli = new CliProgram();
        await using var hub = TestHub.Offering(_ => []);
        var ended = await cli.RunAsync("measure", "--hub", hub.Url, "--compare", "--json");
        ended.Code.ShouldBe(ExitCode.Unreachable);
        ended.Error.ShouldContain("No place has a test point");
        ended.Output.ShouldBeEmpty();
        Directory.Exists(cli.Results).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_hub_one_failure_is_kept_and_not_three()
    {
        using var cli = new CliProgram();
        var ended = await cli.RunAsync("measure", "--hub", "http://127.0.0.1:1", "--compare", "--json");
        ended.Code.ShouldBe(ExitCode.Unreachable);
        Parse(ended).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("two families", "Choose one of -4, -6", "measure", "-4", "-6")]
    [InlineData("a family and both", "Choose one of -6, --both", "measure", "-6", "--both")]
    [InlineData("both and compare", "two different sittings", "measure", "--both", "--compare")]
    [InlineData("compare without a hub", "leave --server out", "measure", "--compare", "--server", "ws://127.0.0.1:1")]
    [InlineData("too little for two", "from 1.0", "measure", "--both", "--budget", "0.9")]
    [InlineData("no such interface", "lo (127.0.0.1", "measure", "--interface", "nope0")]
    [InlineData("an address of the other family", "IPv4 address", "measure", "--interface", "127.0.0.1", "-6")]
    public async Task What_cannot_be_is_said_in_a_sentence(string what, string words, params string[] arguments)
    {
        using var cli = new CliProgram();
        var ended = await cli.RunAsync(arguments);
        ended.Code.ShouldBe(ExitCode.Usage, what);
        ended.Error.ShouldContain(words);
        Directory.Exists(cli.Results).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_through_an_interface_reaches_hub_and_point_that_way()
    {
        using var cli = new CliProgram();
        await using var point = await StartOnBothAsync();
        await using var hub = TestHub.Offering(_ => [At("four", $"ws://127.0.0.1:{point.Port}")]);
        var ended = await cli.RunAsync("measure", "--hub", hub.Url, "--interface", "lo", "--light", "--json");
        ended.Code.ShouldBe(ExitCode.Measured, ended.Error);
        hub.Submitted.Count.ShouldBe(1);
    }

    private static Task<TestPointFixture> StartOnBothAsync() =>
        TestPointFixture.StartAsync(new TestPointOptions { HubKey = TestHub.Welcome, Bind = IPAddress.IPv6Any }, Token);

    private static Candidate At(string id, string url) => new(id, id, null, url, null, 0);

    private static List<JsonElement> Parse(Ended ended)
    {
        using var document = JsonDocument.Parse(ended.Output);
        return [.. document.RootElement.EnumerateArray().Select(one => one.Clone())];
    }
}
