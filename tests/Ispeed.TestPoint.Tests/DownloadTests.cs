using System.Net.WebSockets;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

public sealed class DownloadTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_download_ends_when_its_time_is_up_and_both_sides_count_the_same()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        using var socket = await LoadClient.OpenAsync(point, $"/throughput/v1/download?mid={run}&streams=1&duration=400", Patience);
        var received = await LoadClient.ReadAsync(socket, Patience);

        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
        var record = LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience));
        record.Run.ShouldBe(run);
        record.Down.ShouldNotBeNull();
        record.Down.Bytes.ShouldBe(received.Bytes);
        record.Down.InFlight.ShouldBe(0);
        record.Down.Series.Sum().ShouldBe(received.Bytes);
        record.Down.Streams.ShouldBe(1);
        record.Down.StepMillis.ShouldBe(20);
        record.Down.BusyMicros.ShouldBeGreaterThan(0);
        record.Up.ShouldBeNull();
    }

    [Fact]
    public async Task Messages_start_small_and_double_up_to_the_largest()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=500",
            Patience
        );
        var received = await LoadClient.ReadAsync(socket, Patience);

        received.MessageSizes[0].ShouldBe(Limits.SmallestMessageBytes);
        long sent = 0;
        for (var i = 1; i < received.MessageSizes.Count; i++)
        {
            sent += received.MessageSizes[i - 1];
            var (before, now) = (received.MessageSizes[i - 1], received.MessageSizes[i]);
            (now == before || (now == 2 * before && before <= sent / 16)).ShouldBeTrue($"message {i}: {before} then {now} after {sent}");
        }

        received.MessageSizes.Max().ShouldBeLessThanOrEqualTo(Limits.LargestMessageBytes);
    }

    [Fact]
    public async Task Reports_come_between_messages_and_tell_the_kernels_view()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        using var socket = await LoadClient.OpenAsync(point, $"/throughput/v1/download?mid={run}&streams=1&duration=600", Patience);
        var received = await LoadClient.ReadAsync(socket, Patience);

        received.Reports.Count.ShouldBeGreaterThan(1);
        received.Reports.ShouldAllBe(report => report.StreamId == $"{run}-1");
        received.Reports.Select(report => report.ElapsedTime).ShouldBe(received.Reports.Select(report => report.ElapsedTime).Order());
        received.Reports[^1].Application!.BytesSent.ShouldBe(received.Bytes);
        received.Reports[^1].Run!.RunBytes.ShouldBe(received.Bytes);
        if (OperatingSystem.IsLinux())
        {
            received.Reports.ShouldAllBe(report => report.Tcp != null && report.Tcp.MinRtt > 0);
            received.Reports.ShouldAllBe(report => report.CongestionControl == "bbr" == (report.Bbr != null));
        }
    }

    [Fact]
    public async Task A_stream_with_a_number_of_bytes_ends_within_one_small_message_of_it()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&bytes=3000000",
            Patience
        );
        var received = await LoadClient.ReadAsync(socket, Patience);
        received.Bytes.ShouldBeInRange(3_000_000, 3_000_000 + Limits.SmallestMessageBytes);
    }

    [Theory]
    [InlineData("cubic", "cubic")]
    [InlineData("reno", "reno")]
    [InlineData("nonsense", null)]
    public async Task The_congestion_control_asked_for_is_used_and_an_unknown_one_ignored(string asked, string? used)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Congestion control is chosen on Linux only.");
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=100&cc={asked}",
            Patience
        );
        var received = await LoadClient.ReadAsync(socket, Patience);
        var told = received.Reports[^1].CongestionControl.ShouldNotBeNull();
        (
            used is null
            || told == used
            || !File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control").Contains(used, StringComparison.Ordinal)
        ).ShouldBeTrue($"asked for {asked}, told {told}");
    }

    [Theory]
    [InlineData(0.0, "bbr")]
    [InlineData(1.0, "cubic")]
    public async Task Chance_gives_all_streams_of_a_run_the_same_congestion_control_and_the_record_tells_which(double share, string arm)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux()
                && File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control").Contains(arm, StringComparison.Ordinal),
            $"The kernel has no {arm}."
        );
        await using var point = await TestPointFixture.StartAsync(
            new TestPointOptions { Open = true },
            new PointLimits { CubicShare = share },
            Patience
        );
        var run = Guid.CreateVersion7();
        var path = $"/throughput/v1/download?mid={run}&streams=2&duration=200";
        using var first = await LoadClient.OpenAsync(point, path, Patience);
        using var second = await LoadClient.OpenAsync(point, path, Patience);
        var received = await Task.WhenAll(LoadClient.ReadAsync(first, Patience), LoadClient.ReadAsync(second, Patience));
        received.ShouldAllBe(one => one.Reports.Last().CongestionControl == arm);
        LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience)).Down!.CongestionControl.ShouldBe(arm);
    }

    [Fact]
    public async Task Time_that_a_client_with_a_small_window_costs_is_told_as_its_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's view is Linux'.");
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        using (
            var client = await RawClient.UpgradeAsync(
                point,
                $"/throughput/v1/download?mid={run}&streams=1&duration=2000",
                Patience,
                receiveBuffer: 4096
            )
        )
        {
            for (var part = 0; part < 20; part++)
            {
                await client.SkipAsync(2000, Patience);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Patience);
            }
        }

        var side = LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience)).Down.ShouldNotBeNull();
        side.ReceiverLimitedMicros.ShouldBeInRange(1, side.BusyMicros);
    }

    [Fact]
    public async Task Held_streams_send_nothing_until_each_is_told_to_start()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var query = $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=2&duration=200&ispeed_hold=1";
        using var first = await LoadClient.OpenAsync(point, query, Patience);
        using var second = await LoadClient.OpenAsync(point, query, Patience);

        var reading = LoadClient.ReadAsync(second, Patience);
        await first.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience);
        var started = await LoadClient.ReadAsync(first, Patience);
        started.Bytes.ShouldBeGreaterThan(0);
        reading.IsCompleted.ShouldBeFalse("the second stream was not told to start");

        await second.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience);
        (await reading).Bytes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_client_that_closes_gets_the_message_to_its_end_and_the_close_back()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        using var socket = await LoadClient.OpenAsync(point, $"/throughput/v1/download?mid={run}&streams=1&duration=10000", Patience);
        var received = await LoadClient.ReadAsync(socket, Patience, enough: bytes => bytes > 2_000_000);

        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
        received.MessageSizes.Sum(size => (long)size).ShouldBe(received.Bytes, "no message was broken off");
        LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience)).Down!.Bytes.ShouldBe(received.Bytes);
    }

    [Fact]
    public async Task Several_streams_of_a_run_are_counted_on_one_clock()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        var query = $"/throughput/v1/download?mid={run}&streams=3&duration=400";
        var received = await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(async _ =>
                {
                    using var socket = await LoadClient.OpenAsync(point, query, Patience);
                    return await LoadClient.ReadAsync(socket, Patience);
                })
        );

        var record = LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience));
        record.Down!.Bytes.ShouldBe(received.Sum(stream => stream.Bytes));
        record.Down.Streams.ShouldBe(3);
        received.Max(stream => stream.Reports[^1].Run!.RunBytes).ShouldBeLessThanOrEqualTo(record.Down.Bytes);
    }

    [Fact]
    public async Task Over_tls_the_record_counts_payload_and_not_what_tls_adds()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { Open = true, Tls = true }, Patience);
        var run = Guid.CreateVersion7();
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/download?mid={run}&streams=1&duration=400",
            Patience,
            tls: true
        );
        var received = await LoadClient.ReadAsync(socket, Patience);
        var record = LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience));
        record.Down!.Bytes.ShouldBe(received.Bytes);
    }
}
