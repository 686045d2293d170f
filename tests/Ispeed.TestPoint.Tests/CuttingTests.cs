using System.Net.WebSockets;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

/// <summary>One misbehaving client costs itself only. Waits are shortened; their lengths are the specification's elsewhere.</summary>
public sealed class CuttingTests
{
    private static readonly PointLimits Short = new()
    {
        HeadTime = TimeSpan.FromSeconds(1),
        StallTime = TimeSpan.FromSeconds(1),
        HoldTime = TimeSpan.FromSeconds(1),
    };

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drop_ends_the_stream_at_once_and_counts_what_was_acknowledged()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        using var client = await RawClient.UpgradeAsync(point, $"/throughput/v1/download?mid={run}&streams=1&duration=20000", Patience);
        await client.SkipAsync(200_000, Patience);
        await client.SendCloseAsync(WebSocketFrame.DropQueue, Patience);
        await client.WaitForEndAsync(Patience);

        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).Cuts(CutReason.Dropped) == 1, Patience);
        var down = LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience)).Down!;
        down.Bytes.ShouldBeGreaterThan(190_000);
        down.Series.Sum().ShouldBe(down.Bytes);
    }

    [Theory]
    [InlineData("FF", 1002, nameof(CutReason.Garbage))] // reserved bits and kind
    [InlineData("8203AABBCC", 1002, nameof(CutReason.Garbage))] // not masked
    [InlineData("808300000000AABBCC", 1002, nameof(CutReason.Garbage))] // continues nothing
    [InlineData("82FF000000000100000100000000", 1009, nameof(CutReason.TooLarge))] // one byte over 16 MiB
    [InlineData("81FF000000000001000100000000", 1009, nameof(CutReason.TooLarge))] // one byte over 64 KiB of text
    public async Task Frames_that_are_not_allowed_end_an_upload_with_their_code(string hex, int code, string reason)
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), Short, Patience);
        using var client = await RawClient.UpgradeAsync(point, $"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=1", Patience);
        var garbage = Convert.FromHexString(hex);
        await client.SendAsync(garbage.Length == 1 ? [garbage[0], 0xFF] : garbage, Patience);
        (await client.ReadToCloseAsync(Patience)).ShouldBe((ushort)code);
        await client.WaitForEndAsync(Patience);
        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).Cuts(Enum.Parse<CutReason>(reason)) == 1, Patience);
    }

    [Fact]
    public async Task Garbage_ends_a_download_after_the_message_under_way()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), Short, Patience);
        using var client = await RawClient.UpgradeAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=20000",
            Patience
        );
        await client.SendAsync(new byte[] { 0xFF, 0xFF }, Patience);
        (await client.ReadToCloseAsync(Patience)).ShouldBe((ushort)1002);
    }

    [Fact]
    public async Task A_reader_that_never_reads_is_cut_while_another_run_goes_on()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), Short, Patience);
        using var stubborn = await RawClient.UpgradeAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=20000",
            Patience,
            receiveBuffer: 4096
        );
        using var other = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=2500",
            Patience
        );
        var received = await LoadClient.ReadAsync(other, Patience);

        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).Cuts(CutReason.Stalled) == 1, Patience);
        await stubborn.WaitForEndAsync(Patience);
    }

    [Fact]
    public async Task An_uploader_that_sends_nothing_is_cut()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), Short, Patience);
        using var client = await RawClient.UpgradeAsync(point, $"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=1", Patience);
        await client.WaitForEndAsync(Patience);
        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).Cuts(CutReason.Stalled) == 1, Patience);
    }

    [Theory]
    [InlineData("download")]
    [InlineData("upload")]
    public async Task A_held_stream_that_is_never_started_is_cut(string direction)
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), Short, Patience);
        using var client = await RawClient.UpgradeAsync(
            point,
            $"/throughput/v1/{direction}?mid={Guid.CreateVersion7()}&streams=1&ispeed_hold=1",
            Patience
        );
        await client.WaitForEndAsync(Patience);
        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).Cuts(CutReason.NeverStarted) == 1, Patience);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /ispeed/v1/hello HTTP/1.1\r\nHost: a")]
    public async Task A_connection_that_never_finishes_its_request_is_closed(string begun)
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), Short, Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(begun, Patience);
        await client.WaitForEndAsync(Patience);
        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).Connections == 0, Patience);
    }

    [Fact]
    public async Task A_run_that_nothing_belongs_to_is_sealed_by_itself()
    {
        var limits = Short with { RunLinger = TimeSpan.FromSeconds(0.5) };
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), limits, Patience);
        var run = Guid.CreateVersion7();
        using var socket = await LoadClient.OpenAsync(point, $"/throughput/v1/download?mid={run}&streams=1&duration=100", Patience);
        await LoadClient.ReadAsync(socket, Patience);
        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).RunsSealed == 1, Patience);

        var late = await LoadClient.FinishAsync(point, run, Patience);
        (await LoadClient.FinishAsync(point, run, Patience)).ShouldBe(late, "a second finish gives the same record");
        using var again = await RawClient.ConnectAsync(point, Patience);
        await again.SendAsync(RawClient.UpgradeRequest($"/throughput/v1/download?mid={run}&streams=1"), Patience);
        (await again.ReadRefusalAsync(Patience)).ShouldBe((409, "ticket-used"));
    }

    [Fact]
    public async Task Stopping_seals_the_runs_that_go_on_within_three_seconds()
    {
        var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.UpgradeAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=20000",
            Patience
        );
        var counters = Tests.Runs.Counters(point);
        await point.DisposeAsync().AsTask().WaitAsync(PointHost.StopTime + TimeSpan.FromSeconds(1), Patience);
        counters.RunsSealed.ShouldBe(1);
    }
}
