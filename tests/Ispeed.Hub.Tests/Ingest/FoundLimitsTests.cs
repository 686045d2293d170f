using Ispeed.Hub.Ingest;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Points;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Ingest;

/// <summary>Each rule with a run that it must find and one that it must leave alone.</summary>
public sealed class FoundLimitsTests
{
    private const long LongWay = 120_000; // microseconds: what is under way then fills windows

    private static readonly DateTimeOffset Noon = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly SomeRun Run = SomeRun.At(Noon);

    [Fact]
    public void A_run_on_an_even_line_has_no_limit() => Of(Run).ShouldBeEmpty();

    [Fact]
    public void What_the_client_says_is_believed() =>
        Of(Run.With(measurement => measurement with { LimitedBy = [Limitation.SlowPort, Limitation.Cpu] }))
            .ShouldBe([Limitation.Cpu, Limitation.SlowPort]);

    [Fact]
    public void A_plan_of_exactly_what_a_port_gives_is_no_slow_port() =>
        Of(Run.With(measurement => measurement with { Download = measurement.Download! with { Mbps = 94.9, Low = 94, High = 96 } }))
            .ShouldBeEmpty();

    [Theory]
    [InlineData(90_000L, 90_000L, null)]
    [InlineData(110_000L, 90_000L, Limitation.ReceiveWindow)]
    [InlineData(90_000L, 110_000L, Limitation.SendBuffer)]
    public void A_limit_that_the_client_hides_is_in_the_points_record(long receiver, long sender, Limitation? found) =>
        Of(
                Run.Seen(record =>
                    record with
                    {
                        Down = record.Down! with
                        {
                            MinRttMicros = LongWay,
                            BusyMicros = 1_000_000,
                            ReceiverLimitedMicros = receiver,
                            SenderLimitedMicros = sender,
                        },
                    }
                )
            )
            .ShouldBe(found is { } limit ? [limit] : []);

    [Fact]
    public void A_proxy_near_the_point_that_takes_no_more_than_the_line_is_the_line() =>
        Of(Run.Seen(record => record with { Down = record.Down! with { BusyMicros = 1_000_000, ReceiverLimitedMicros = 900_000 } }))
            .ShouldBeEmpty("100 Mbit/s over 4 ms fill no window");

    [Fact]
    public void A_share_of_next_to_no_time_says_nothing() =>
        Of(Run.Seen(record => record with { Down = record.Down! with { BusyMicros = 50_000, ReceiverLimitedMicros = 40_000 } }))
            .ShouldBeEmpty();

    [Theory]
    [InlineData(0.09, 0.09, 0.09)]
    [InlineData(0.11, 0.0, 0.0, Limitation.Application)]
    [InlineData(0.0, 0.11, 0.0, Limitation.ReceiveWindow)]
    [InlineData(0.0, 0.0, 0.11, Limitation.SendBuffer)]
    public void A_limit_that_the_clients_own_kernel_shows_counts_though_the_client_names_none(
        double application,
        double receiver,
        double sender,
        params Limitation[] found
    )
    {
        var conditions = new LoadConditions("cubic", null, null, application, receiver, sender, 0.3, null);
        var detail = Run.Submission.Detail!;
        var told = Run with
        {
            Submission = Run.Submission with
            {
                Detail = detail with { Up = detail.Up! with { Conditions = conditions, RttMicros = LongWay }, LoadedUpMs = [5] },
            },
        };
        Of(told).ShouldBe(found);
        var queued = told with { Submission = told.Submission with { Detail = told.Submission.Detail! with { LoadedUpMs = [30] } } };
        Of(queued).ShouldBeEmpty("a queue stood before the line: it was full all the same");
    }

    [Fact]
    public void The_pauses_of_a_sampled_line_are_no_limit_of_the_program()
    {
        var conditions = new LoadConditions("bbr", null, null, 0.8, 0.02, 0.02, 0.3, null);
        var detail = Run.Submission.Detail!;
        var sampled = detail.Down! with { Conditions = conditions, Spans = [new(500_000, 700_000), new(1_000_000, 1_200_000)] };
        Of(Run with { Submission = Run.Submission with { Detail = detail with { Down = sampled } } }).ShouldBeEmpty();
    }

    [Fact]
    public void An_address_in_a_network_of_servers_is_the_end_of_a_tunnel()
    {
        LimitationBits.In(FoundLimits.Of(Run.Submission, Run.Record, null, isTunnel: true)).ShouldBe([Limitation.Vpn]);
        LimitationBits.In(FoundLimits.Of(Run.Submission, null, null, isTunnel: true)).ShouldBe([Limitation.Vpn]);
    }

    [Theory]
    [InlineData(-1, true)] // it found out before the run
    [InlineData(1, false)] // and only afterwards
    public void A_point_that_limited_itself_at_the_time_is_the_limit(int hours, bool limited) =>
        Of(Run, Point(verdicts: [Verdict(hours, true)])).ShouldBe(limited ? [Limitation.TestPoint] : []);

    [Fact]
    public void A_point_that_was_mended_before_the_run_is_none() =>
        Of(Run, Point(verdicts: [Verdict(-3, true), Verdict(-2, false)])).ShouldBeEmpty();

    [Theory]
    [InlineData(0, 0L, true)]
    [InlineData(0, 90L, true)] // 100 Mbit/s where 90 were reserved: the others on the full point were in its way
    [InlineData(0, 150L, false)] // it stayed below what was reserved for it
    [InlineData(-30, 90L, false)] // the point was full half a minute before the run only
    public void A_full_point_limits_the_runs_that_reach_what_was_reserved_for_them(int fullAtSecond, long reservedMbps, bool limited)
    {
        var ticket = new Ticket("hub", ["p"], Run.Id, Run.Submission.Device, 1, 0, 0, reservedMbps * 1_000_000);
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var token = CompactSignature.Sign(ticket, MeasureJson.Default.Ticket, key, "hub", Ticket.Kind);
        var run = Run with { Submission = Run.Submission with { Ticket = token } };
        Of(run, Point(full: Noon.AddSeconds(fullAtSecond))).ShouldBe(limited ? [Limitation.TestPoint] : []);
    }

    [Fact]
    public void The_stored_bits_are_frozen()
    {
        Enum.GetValues<Limitation>().Select(LimitationBits.Bit).ShouldBe([0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200]);
        LimitationBits.In(LimitationBits.Of(Limitation.TestPoint, Limitation.Cpu)).ShouldBe([Limitation.Cpu, Limitation.TestPoint]);
        LimitationBits.In(1 << 20).ShouldBeEmpty();
    }

    private static IReadOnlyList<Limitation> Of(SomeRun run, PointFacts? point = null) =>
        LimitationBits.In(FoundLimits.Of(run.Submission, run.Record, point, isTunnel: false));

    private static PointFacts Point(DateTimeOffset? full = null, IReadOnlyList<PointVerdict>? verdicts = null) =>
        new("Điểm đo", null, null, full, verdicts ?? []);

    private static PointVerdict Verdict(int hours, bool limits) =>
        new()
        {
            PointId = "p",
            At = Noon.AddHours(hours),
            LimitsItself = limits,
        };
}
