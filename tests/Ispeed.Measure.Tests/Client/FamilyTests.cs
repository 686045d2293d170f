using System.Net;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.Measure.Tests.Client;

/// <summary>IPv4, IPv6, and this device's end of a run.</summary>
public sealed class FamilyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", 4)]
    [InlineData("[::1]", 6)]
    public async Task A_run_says_which_family_carried_it(string host, int family)
    {
        await using var point = await StartOnBothAsync();
        var outcome = await Runs.RunAsync(Runs.At($"ws://{host}:{point.Port}"), MeasurementPlan.Light, cancellationToken: Token);
        outcome.Measurement.Error.ShouldBeNull();
        outcome.Measurement.Family.ShouldBe(family);
        outcome.Detail.LatencyOver.ShouldBe("udp");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task A_family_that_is_asked_for_decides_among_candidates(int family)
    {
        await using var point = await StartOnBothAsync();
        var target = new MeasurementTarget(
            [Candidate("four", $"ws://127.0.0.1:{point.Port}"), Candidate("six", $"ws://[::1]:{point.Port}")],
            null
        )
        {
            Family = family,
        };
        var outcome = await Runs.RunAsync(target, MeasurementPlan.Light, cancellationToken: Token);
        outcome.Measurement.Error.ShouldBeNull();
        outcome.Measurement.Server!.Id.ShouldBe(family == 4 ? "four" : "six");
        outcome.Measurement.Family.ShouldBe(family);
    }

    [Fact]
    public async Task A_family_that_is_not_there_is_a_result_that_says_so()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var outcome = await Runs.RunAsync(Runs.At(point) with { Family = 6 }, MeasurementPlan.Light, cancellationToken: Token);
        outcome.Measurement.Error.ShouldNotBeNull().Reason.ShouldBe(FailureReason.Unreachable);
        outcome.Measurement.Error!.Message.ShouldContain("no IPv6 address");
        outcome.Measurement.Family.ShouldBe(6);
    }

    [Fact]
    public void The_shorter_handshake_is_taken_and_IPv6_where_they_are_equal()
    {
        var four = new Handshakes(IPAddress.Loopback, 20);
        FamilyChoice.Best([four, new(IPAddress.IPv6Loopback, 24)])!.Remote.ShouldBe(IPAddress.IPv6Loopback);
        FamilyChoice.Best([four, new(IPAddress.IPv6Loopback, 26)])!.Remote.ShouldBe(IPAddress.Loopback);
        FamilyChoice.Best([new(IPAddress.IPv6Loopback, 200)])!.Remote.ShouldBe(IPAddress.IPv6Loopback);
        FamilyChoice.Best([]).ShouldBeNull();
    }

    [Fact]
    public async Task A_point_of_an_earlier_measurement_is_kept_to()
    {
        await using var point = await StartOnBothAsync();
        var target = new MeasurementTarget(
            [Candidate("idle", $"ws://127.0.0.1:{point.Port}"), Candidate("loaded", $"ws://127.0.0.1:{point.Port}") with { Load = 0.9 }],
            null
        );
        (await Runs.RunAsync(target, MeasurementPlan.Light, cancellationToken: Token)).Measurement.Server!.Id.ShouldBe("idle");
        var again = await Runs.RunAsync(target with { Preferred = "loaded" }, MeasurementPlan.Light, cancellationToken: Token);
        again.Measurement.Server!.Id.ShouldBe("loaded");
    }

    [Theory]
    [InlineData("lo")]
    [InlineData("127.0.0.1")]
    public async Task A_run_leaves_through_the_end_that_was_named(string text)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        LocalEnd.TryParse(text, out var end, out var complaint).ShouldBeTrue(complaint);
        var outcome = await Runs.RunAsync(Runs.At(point) with { Local = end }, MeasurementPlan.Light, cancellationToken: Token);
        outcome.Measurement.Error.ShouldBeNull();
        outcome.ReadRecord()!.Address.ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task An_end_without_a_way_to_the_point_is_a_result_that_says_so()
    {
        LocalEnd.TryParse("::1", out var end, out _).ShouldBeTrue();
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var outcome = await Runs.RunAsync(Runs.At(point) with { Local = end }, MeasurementPlan.Light, cancellationToken: Token);
        outcome.Measurement.Error.ShouldNotBeNull().Reason.ShouldBe(FailureReason.Unreachable);
    }

    [Fact]
    public void An_end_that_this_device_has_not_is_answered_with_those_it_has()
    {
        LocalEnd.TryParse("nope0", out _, out var complaint).ShouldBeFalse();
        complaint.ShouldNotBeNull().ShouldContain("lo (127.0.0.1");
        LocalEnd.TryParse("192.0.2.77", out _, out _).ShouldBeFalse();
    }

    private static Task<TestPointFixture> StartOnBothAsync() =>
        TestPointFixture.StartAsync(new TestPointOptions { Open = true, Bind = IPAddress.IPv6Any }, Token);

    private static Candidate Candidate(string id, string url) => new(id, id, null, url, null, 0);
}
