using System.Net.WebSockets;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.TestPoint.Tests;

public sealed class UploadTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_and_record_equal_what_was_sent()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        using var socket = await LoadClient.OpenAsync(point, $"/throughput/v1/upload?mid={run}&streams=1&duration=10000", Patience);
        var sent = await SendAsync(socket, messages: 40, bytes: 70_000);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
        var received = await LoadClient.ReadAsync(socket, Patience);

        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
        received.Reports[^1].Application!.BytesReceived.ShouldBe(sent);
        received.Reports[^1].Run!.RunBytes.ShouldBe(sent);
        var record = LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience));
        record.Up!.Bytes.ShouldBe(sent);
        record.Up.InFlight.ShouldBe(0);
        record.Up.Series.Sum().ShouldBe(sent);
        record.Down.ShouldBeNull();
    }

    [Fact]
    public async Task Reports_count_all_streams_of_the_run_on_one_clock()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var query = $"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=2&duration=10000";
        using var first = await LoadClient.OpenAsync(point, query, Patience);
        using var second = await LoadClient.OpenAsync(point, query, Patience);
        var sentFirst = await SendAsync(first, messages: 10, bytes: 50_000);
        await first.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
        await LoadClient.ReadAsync(first, Patience);
        var sentSecond = await SendAsync(second, messages: 10, bytes: 30_000);
        await second.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
        var received = await LoadClient.ReadAsync(second, Patience);

        received.Reports[^1].Application!.BytesReceived.ShouldBe(sentSecond);
        received.Reports[^1].Run!.RunBytes.ShouldBe(sentFirst + sentSecond);
        received.Reports[^1].Run!.RunTime.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_message_counts_while_it_arrives()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.UpgradeAsync(point, $"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=1", Patience);
        var head = new byte[WebSocketFrame.LongestHead];
        var length = WebSocketFrame.Write(head, FrameKind.Binary, Limits.LargestUploadMessageBytes, mask: 1);
        await client.SendAsync(head.AsMemory(0, length), Patience);
        await client.SendAsync(new byte[100_000], Patience);

        await Eventually.HoldsAsync(() => RunBytes(point) == 100_000, Patience);
    }

    [Fact]
    public async Task The_point_ends_an_upload_when_its_time_is_up()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=1&duration=200",
            Patience
        );
        var reading = LoadClient.ReadAsync(socket, Patience);
        while (!reading.IsCompleted)
        {
            try
            {
                await socket.SendAsync(new byte[8192], WebSocketMessageType.Binary, endOfMessage: true, Patience);
            }
            catch (WebSocketException)
            {
                break; // the close has arrived
            }
        }

        (await reading).Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task Over_tls_an_upload_is_counted_like_any_other()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { Open = true, Tls = true }, Patience);
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=1&duration=10000",
            Patience,
            tls: true
        );
        var sent = await SendAsync(socket, messages: 30, bytes: 100_000);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
        (await LoadClient.ReadAsync(socket, Patience)).Reports[^1].Application!.BytesReceived.ShouldBe(sent);
    }

    private static async Task<long> SendAsync(ClientWebSocket socket, int messages, int bytes)
    {
        var payload = new byte[bytes];
        for (var i = 0; i < messages; i++)
        {
            await socket.SendAsync(payload, WebSocketMessageType.Binary, endOfMessage: true, Patience);
        }

        return (long)messages * bytes;
    }

    private static long RunBytes(TestPointFixture point) => Runs.Of(point).Sum(run => run.LoadOf(Ispeed.Measure.Direction.Up).Moved);
}
