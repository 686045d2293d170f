using System.Security.Cryptography;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.Measure.Tests.Client;

public sealed class MeasurementRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_run_counts_what_the_test_point_counted()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var outcome = await Runs.RunAsync(Runs.At(point), MeasurementPlan.For(Access.Fixed), cancellationToken: Token);

        outcome.Measurement.Error.ShouldBeNull();
        outcome.Measurement.Server.ShouldBe(new MeasuredServer(null, "fixture", point.Url));
        var record = outcome.ReadRecord().ShouldNotBeNull();
        record.Run.ShouldBe(outcome.Measurement.Id);

        // spec/protocol.md, "Join of the two sides"
        var down = outcome.Measurement.Download.ShouldNotBeNull();
        ((double)down.Bytes).ShouldBeInRange(
            0.97 * record.Down!.Bytes,
            1.03 * (record.Down.Bytes + record.Down.InFlight) + Limits.LargestMessageBytes
        );
        outcome.Measurement.Upload.ShouldNotBeNull().Bytes.ShouldBe(record.Up!.Bytes);
        outcome.Detail.Down!.Series.Sum().ShouldBe(down.Bytes - outcome.Detail.Down.BytesAfterStop);
    }

    [Fact]
    public async Task Latency_loss_and_their_counts_come_from_datagrams()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var outcome = await Runs.RunAsync(Runs.At(point), MeasurementPlan.For(Access.Fixed), cancellationToken: Token);

        outcome.Detail.LatencyOver.ShouldBe("udp");
        outcome.Detail.IdleMs.Count.ShouldBe(25);
        outcome.Measurement.Latency!.IdleMs.ShouldBeGreaterThan(0);
        outcome.Detail.Probes.Sum(part => part.Sent).ShouldBeGreaterThanOrEqualTo(20);
        outcome
            .ReadRecord()!
            .ProbesReceived.ShouldBeInRange(outcome.Detail.Probes.Sum(part => part.Answered), outcome.Detail.Probes.Sum(part => part.Sent));
        var loss = outcome.Measurement.Loss.ShouldNotBeNull();
        (loss.DownPercent, loss.UpPercent).ShouldBe((0, 0));
        loss.Probes.ShouldBeGreaterThanOrEqualTo(20);
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(40)]
    public async Task No_run_costs_more_than_its_budget(double megabytes)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        var plan = new MeasurementPlan { Budget = ByteCount.FromMegabytes(megabytes) };
        var outcome = await Runs.RunAsync(Runs.At(point), plan, cancellationToken: Token);

        outcome.Measurement.Error.ShouldBeNull();
        outcome.Measurement.BytesTotal.ShouldBeLessThanOrEqualTo(plan.Budget.Bytes);
        var record = outcome.ReadRecord()!;
        ((record.Down!.Bytes + record.Up!.Bytes) * 1500.0 / 1448).ShouldBeLessThanOrEqualTo(plan.Budget.Bytes);
    }

    [Fact]
    public async Task A_test_point_that_goes_away_in_the_middle_leaves_what_was_measured()
    {
        var point = await TestPointFixture.StartOpenAsync(Token);
        var gone = new TaskCompletionSource();
        var ending = gone.Task.ContinueWith(_ => point.DisposeAsync().AsTask(), TaskScheduler.Default).Unwrap();
        var outcome = await Runs.RunAsync(
            Runs.At(point),
            Runs.Endless,
            progress => Complete(gone, progress is { Phase: RunPhase.Download, Elapsed.TotalMilliseconds: > 200 }),
            Token
        );
        await ending;

        var error = outcome.Measurement.Error.ShouldNotBeNull();
        error.Phase.ShouldBe(RunPhase.Download);
        error.Reason.ShouldBe(FailureReason.Broken);
        error.Message.ShouldNotBeEmpty();
        outcome.Measurement.Latency.ShouldNotBeNull();
        outcome.Measurement.Download.ShouldNotBeNull().StoppedBy.ShouldBe(StopReason.Error);
        outcome.Measurement.Upload.ShouldBeNull();
    }

    [Theory]
    [InlineData(RunPhase.Download)]
    [InlineData(RunPhase.Upload)]
    public async Task A_run_that_the_person_stops_is_abandoned_and_keeps_its_figure(RunPhase phase)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        // The download ends by its budget, the upload by the person.
        var plan = phase == RunPhase.Download ? Runs.Endless : Runs.Endless with { DownloadShare = 1e-5 };
        var outcome = await Runs.RunAsync(
            Runs.At(point),
            plan,
            progress => CancelWhen(stop, progress.Phase == phase && progress.Elapsed.TotalMilliseconds > 100),
            stop.Token
        );

        outcome.Measurement.Error.ShouldNotBeNull().Reason.ShouldBe(FailureReason.Abandoned);
        outcome.Measurement.Error!.Phase.ShouldBe(phase);
        (phase == RunPhase.Download ? outcome.Measurement.Download : outcome.Measurement.Upload)
            .ShouldNotBeNull()
            .StoppedBy.ShouldBe(StopReason.User);
    }

    [Fact]
    public async Task A_ticket_that_the_hub_did_not_sign_is_refused_with_its_code()
    {
        using var hub = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var welcome = new PointWelcome("fixture", "hub-1", Convert.ToBase64String(hub.ExportSubjectPublicKeyInfo()));
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { HubKey = welcome }, Token);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var ticket = TestPointFixture.SignTicket(
            new Ticket("hub", ["fixture"], Guid.NewGuid(), Guid.NewGuid(), 1_000_000, now, now + 180),
            stranger,
            "hub-1"
        );
        var candidate = new Candidate("fixture", "fixture", null, point.Url, null, 0);

        var outcome = await Runs.RunAsync(new MeasurementTarget([candidate], ticket), MeasurementPlan.Light, cancellationToken: Token);

        outcome.Measurement.Error.ShouldNotBeNull().Reason.ShouldBe(FailureReason.Refused);
        outcome.RefusalCode.ShouldBe("ticket-invalid");
        outcome.Measurement.Server!.Id.ShouldBe("fixture");
    }

    [Fact]
    public async Task A_ticket_that_the_hub_signed_is_taken()
    {
        using var hub = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var welcome = new PointWelcome("fixture", "hub-1", Convert.ToBase64String(hub.ExportSubjectPublicKeyInfo()));
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { HubKey = welcome }, Token);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var run = Guid.CreateVersion7();
        var device = Guid.NewGuid();
        var ticket = TestPointFixture.SignTicket(new Ticket("hub", ["fixture"], run, device, 2_000_000, now, now + 180), hub, "hub-1");
        var candidate = new Candidate("fixture", "fixture", null, point.Url, null, 0);

        var outcome = await MeasurementRun.RunAsync(
            run,
            new([candidate], ticket),
            MeasurementPlan.Light,
            null,
            TimeProvider.System,
            new Random(1),
            Token
        );

        outcome.Measurement.Error.ShouldBeNull();
        outcome.ReadRecord()!.Device.ShouldBe(device);
    }

    [Fact]
    public async Task A_closed_test_point_says_at_once_that_a_ticket_is_needed()
    {
        using var hub = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var welcome = new PointWelcome("fixture", "hub-1", Convert.ToBase64String(hub.ExportSubjectPublicKeyInfo()));
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { HubKey = welcome }, Token);

        var outcome = await Runs.RunAsync(Runs.At(point), MeasurementPlan.Light, cancellationToken: Token);

        outcome.RefusalCode.ShouldBe("ticket-missing");
        outcome.Measurement.Error!.Message.ShouldContain("--open");
    }

    [Fact]
    public async Task Where_datagrams_do_not_pass_latency_is_measured_over_the_web_socket()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);

        // The relay stands on another loopback address, where nobody listens for datagrams.
        await using var relay = TcpRelay.Start("127.0.0.2", point.Port);
        var outcome = await Runs.RunAsync(
            Runs.At($"ws://127.0.0.2:{relay.Port}"),
            MeasurementPlan.For(Access.Fixed),
            cancellationToken: Token
        );

        outcome.Measurement.Error.ShouldBeNull();
        outcome.Detail.LatencyOver.ShouldBe("websocket");
        outcome.Detail.IdleMs.Count.ShouldBe(25);
        outcome.Detail.Probes.Sum(part => part.Answered).ShouldBe(0);
        outcome.Measurement.Loss.ShouldBeNull();
    }

    [Fact]
    public async Task The_nearer_of_two_points_is_chosen_and_a_dead_one_is_left_out()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Token);
        Candidate[] candidates =
        [
            new("dead", "dead", null, "ws://127.0.0.1:1", null, 0),
            new("alive", "alive", null, point.Url, null, 0.5),
        ];
        var outcome = await Runs.RunAsync(new(candidates, null), MeasurementPlan.Light, cancellationToken: Token);

        outcome.Measurement.Error.ShouldBeNull();
        outcome.Measurement.Server!.Id.ShouldBe("alive");
    }

    private static void Complete(TaskCompletionSource source, bool when)
    {
        if (when)
        {
            source.TrySetResult();
        }
    }

    private static void CancelWhen(CancellationTokenSource source, bool when)
    {
        if (when)
        {
            source.Cancel();
        }
    }
}
