using System.Net.Http.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.TestPoint.Tests;

public sealed class SelfCheckTests : IAsyncDisposable
{
    private readonly HubStandIn hub = new();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_point_finds_out_what_it_moves_and_tells_the_hub_and_the_metrics()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux holds a socket to a rate.");
        hub.Start();
        var limits = new PointLimits
        {
            FirstSelfCheck = TimeSpan.FromMilliseconds(10),
            SelfCheckRetry = TimeSpan.FromMilliseconds(100),
            HeartbeatSpacing = TimeSpan.FromMilliseconds(100),
        };
        var options = new TestPointOptions
        {
            Hub = hub.Address,
            EnrolmentKey = HubStandIn.EnrolmentKey,
            SelfCheck = true,
        };
        await using var point = await TestPointFixture.StartAsync(options, limits, Patience);

        // How fast and how true is the machine's business, and tests run beside; that it measured is ours.
        await Eventually.HoldsAsync(() => hub.Heartbeats.Any(beat => beat.Check is not null), Patience);
        var check = hub.Heartbeats.Last(beat => beat.Check is not null).Check!;
        check.DownMbps.ShouldBeGreaterThan(0);
        check.UpMbps.ShouldBeGreaterThan(0);
        check.LimitsItself.ShouldBe(check.Reason is not null);
        using var http = new HttpClient { BaseAddress = point.Admin };
        (await http.GetStringAsync("/metrics", Patience)).ShouldContain("ispeed_point_self_check_bits_per_second{direction=\"down\"}");
        hub.Records.ShouldBeEmpty("the point's own runs are no measurements");
        (await http.GetStringAsync("/health/ready", Patience)).ShouldStartWith("ready");
    }

    [Fact]
    public async Task A_point_that_limits_itself_says_so_when_it_is_greeted_and_stays_ready()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        point
            .Host.Services.GetRequiredService<SelfCheckResult>()
            .Learn(
                SelfCheckRule.Judge(
                    DateTimeOffset.UnixEpoch,
                    BitRate.FromMbps(90),
                    BitRate.FromMbps(900),
                    SelfCheckRule.Pace,
                    promised: null
                )
            );
        using var http = new HttpClient();
        var hello = await http.GetFromJsonAsync(
            new Uri($"http://127.0.0.1:{point.Port}/ispeed/v1/hello"),
            MeasureJson.Default.PointHello,
            Patience
        );
        hello!.Limited.ShouldBe("it moves 90 Mbit/s where 300 are needed.");
        using var admin = new HttpClient { BaseAddress = point.Admin };
        (await admin.GetStringAsync("/health/ready", Patience)).ShouldStartWith("ready, but it limits itself");
        (await admin.GetStringAsync("/metrics", Patience)).ShouldContain("ispeed_point_limits_itself 1\n");
    }

    [Theory]
    [InlineData(5000, 4000, 40, null, null)]
    [InlineData(5000, 299, 40, null, "it moves 299 Mbit/s where 300 are needed.")]
    [InlineData(5000, 4000, 40, 10000.0, "it moves 4000 Mbit/s where 10000 are promised by --capacity.")]
    [InlineData(5000, 4000, 42, null, "it counts +5.0 % off a known rate; something else takes the processor's time.")]
    [InlineData(5000, 4000, 38, null, "it counts -5.0 % off a known rate; something else takes the processor's time.")]
    public void Too_slow_or_too_far_off_is_a_limit_and_said_in_a_sentence(
        double down,
        double up,
        double counted,
        double? promised,
        string? reason
    )
    {
        var check = SelfCheckRule.Judge(
            DateTimeOffset.UnixEpoch,
            BitRate.FromMbps(down),
            BitRate.FromMbps(up),
            BitRate.FromMbps(counted),
            promised is { } mbps ? BitRate.FromMbps(mbps) : null
        );
        check.Reason.ShouldBe(reason);
        check.LimitsItself.ShouldBe(reason is not null);
    }

    [Fact]
    public void A_rate_is_that_of_the_steady_part_of_a_series()
    {
        long[] series = [900_000, 900_000, .. Enumerable.Repeat(100_000L, 10), 50_000];
        SelfCheckRule.RateOf(new RunSide(0, 0, 0, 1, null, 0, 0, 20, series))!.Value.Mbps.ShouldBe(40, tolerance: 1e-9);
        SelfCheckRule.RateOf(null).ShouldBeNull();
    }

    [Theory]
    [InlineData("4096\t16384\t4194304\n", 4194304L)]
    [InlineData("4096 16384 67108864", 67108864L)]
    [InlineData("", null)]
    [InlineData("1 2 many", null)]
    public void The_kernels_largest_send_buffer_is_read_from_its_setting(string setting, long? bytes) =>
        SendBuffer.Parse(setting).ShouldBe(bytes);

    public ValueTask DisposeAsync() => hub.DisposeAsync();
}
