using System.Net;
using System.Net.Http.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

public sealed class AdmissionTests : IAsyncDisposable
{
    private static readonly PointLimits Quick = new() { HeartbeatSpacing = TimeSpan.FromMilliseconds(100) };

    private readonly HubStandIn hub = new();
    private readonly HttpClient http = new();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_are_taken_while_four_fifths_of_the_capacity_are_not_reserved()
    {
        await using var point = await StartAsync(BitRate.FromMbps(1000));
        for (var run = 0; run < 8; run++) // of 100 Mbit/s each, because their tickets say nothing
        {
            (await BeginAsync(point, rate: 0)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var answer = await BeginAsync(point, rate: 0);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadFromJsonAsync(MeasureJson.Default.Problem, Patience))!.Code.ShouldBe("busy");
        (await HelloAsync(point)).Busy.ShouldBeTrue();
    }

    [Fact]
    public async Task A_ticket_that_expects_little_fits_where_one_that_expects_much_does_not()
    {
        await using var point = await StartAsync(BitRate.FromMbps(1000));
        (await BeginAsync(point, rate: 700_000_000)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await BeginAsync(point, rate: 200_000_000)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await BeginAsync(point, rate: 90_000_000)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_idle_point_takes_a_run_however_much_its_ticket_expects()
    {
        await using var point = await StartAsync(BitRate.FromMbps(100));
        (await BeginAsync(point, rate: 10_000_000_000)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_full_point_names_those_that_the_hub_named()
    {
        hub.Alternatives = ["ws://one.example:8081", "ws://two.example:8081"];
        hub.Start();
        await using var point = await StartAsync(BitRate.FromMbps(100), hub.Address);
        (await BeginAsync(point, rate: 80_000_000)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Problem? problem = null;
        for (var attempt = 0; problem?.TryThese is null && attempt < 200; attempt++) // until the first heartbeat has been answered
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Patience);
            using var answer = await BeginAsync(point, rate: 80_000_000);
            problem = await answer.Content.ReadFromJsonAsync(MeasureJson.Default.Problem, Patience);
        }

        problem!.Code.ShouldBe("busy");
        problem.TryThese.ShouldBe(hub.Alternatives);
    }

    [Fact]
    public async Task The_load_of_a_heartbeat_is_the_larger_of_both_shares()
    {
        hub.Start();
        await using var point = await StartAsync(BitRate.FromMbps(1000), hub.Address);
        (await BeginAsync(point, rate: 400_000_000)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync(() => hub.Heartbeats.Any(beat => Math.Abs(beat.Load - 0.5) < 1e-9), Patience);
        using var metrics = new HttpClient { BaseAddress = point.Admin };
        (await metrics.GetStringAsync("/metrics", Patience)).ShouldContain("ispeed_point_reserved_bits_per_second 400000000\n");
    }

    [Fact]
    public void What_a_run_moves_takes_the_place_of_what_was_expected_once_it_has_loaded_for_a_while()
    {
        var time = new StandingClock();
        var rate = new ReservedRate(BitRate.FromMbps(100), time);
        var moved = 0L;
        for (var step = 0; step < 10; step++)
        {
            rate.Now.Mbps.ShouldBe(step < 3 ? 100 : 2, tolerance: 1e-6, $"after {step} steps");
            time.Advance(TimeSpan.FromMilliseconds(200));
            moved += 50_000; // 2 Mbit/s
            rate.Look(moved, time.GetTimestamp());
        }
    }

    [Fact]
    public void A_run_that_moves_more_than_expected_reserves_what_it_moves_at_once()
    {
        var time = new StandingClock();
        var rate = new ReservedRate(BitRate.FromMbps(100), time);
        time.Advance(TimeSpan.FromMilliseconds(200));
        rate.Look(25_000_000, time.GetTimestamp());
        rate.Now.Mbps.ShouldBe(1000, tolerance: 1e-6);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await hub.DisposeAsync();
    }

    private Task<TestPointFixture> StartAsync(BitRate capacity, Uri? reportsTo = null) =>
        TestPointFixture.StartAsync(
            new TestPointOptions
            {
                Open = true,
                Capacity = capacity,
                HubKey = hub.Welcome,
                Hub = reportsTo,
                EnrolmentKey = HubStandIn.EnrolmentKey,
            },
            Quick,
            Patience
        );

    /// <summary>Begins a run by asking for a datagram session.</summary>
    private async Task<HttpResponseMessage> BeginAsync(TestPointFixture point, long rate)
    {
        var run = Guid.CreateVersion7();
        var ticket = rate == 0 ? string.Empty : $"&access_token={hub.Ticket(run, rate: rate)}";
        return await http.GetAsync(new Uri($"http://127.0.0.1:{point.Port}/latency/v1/authorize?mid={run}{ticket}"), Patience);
    }

    private async Task<PointHello> HelloAsync(TestPointFixture point) =>
        (await http.GetFromJsonAsync(new Uri($"http://127.0.0.1:{point.Port}/ispeed/v1/hello"), MeasureJson.Default.PointHello, Patience))!;

    private sealed class StandingClock : TimeProvider
    {
        private long now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;
    }
}
