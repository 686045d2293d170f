using System.Net.WebSockets;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests.Foreign;

public sealed class NdtTests
{
    private static readonly PointLimits Short = new() { NdtLoadTime = TimeSpan.FromSeconds(1) };

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_ends_with_a_whole_message_and_a_close_frame_and_the_point_counts_the_same(bool tls)
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true, Tls = tls }, Short, Patience);
        using var socket = await NdtClient.OpenAsync(point, "download", Patience, "?client_name=some&client_version=1", tls);
        var running = Runs.Of(point).ShouldHaveSingleItem();
        var received = await NdtClient.ReadAsync(socket, Patience);

        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
        received.MessageSizes.Sum(size => (long)size).ShouldBe(received.Bytes, "no message was broken off");
        received.MessageSizes[0].ShouldBe(8192);
        await Eventually.HoldsAsync(() => running.LoadOf(Direction.Down).Open == 0, Patience);
        var record = running.ToRecord("some", "software");
        (record.Protocol, record.Device, record.Up).ShouldBe(("ndt7", null, null));
        record.Down!.Bytes.ShouldBe(received.Bytes);
        record.Down.Series.Sum().ShouldBe(received.Bytes);
    }

    [Fact]
    public async Task Messages_double_while_they_are_at_most_a_sixteenth_of_what_was_sent()
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true }, Short, Patience);
        using var socket = await NdtClient.OpenAsync(point, "download", Patience);
        var received = await NdtClient.ReadAsync(socket, Patience);

        long sent = 0;
        for (var i = 1; i < received.MessageSizes.Count; i++)
        {
            sent += received.MessageSizes[i - 1];
            var before = received.MessageSizes[i - 1];
            received.MessageSizes[i].ShouldBe(before <= sent / 16 && before < 1 << 20 ? 2 * before : before);
        }
    }

    [Theory]
    [InlineData("download")]
    [InlineData("upload")]
    public async Task A_measurement_has_the_members_of_mlabs_own_server_and_all_numbers_are_integers(string direction)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the kernel's view.");
        await using var point = await TestPointFixture.StartAsync(new() { Open = true }, Short, Patience);
        using var socket = await NdtClient.OpenAsync(point, direction, Patience);
        var received = await NdtClient.ReadAsync(socket, Patience);
        using var vector = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Foreign", "vectors", "ndt7-measurement.json"), Patience)
        );

        received.Measurements.ShouldNotBeEmpty();
        foreach (var measurement in received.Measurements)
        {
            var expected = Shape(vector.RootElement.GetProperty("measurement"), isVector: true);
            var withoutBbr = expected.Where(member => !member.StartsWith("BBRInfo", StringComparison.Ordinal)).ToList();
            Shape(measurement, isVector: false)
                .Order(StringComparer.Ordinal)
                .ShouldBe((measurement.TryGetProperty("BBRInfo", out _) ? expected : withoutBbr).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Measurements_come_at_most_ten_times_a_second_and_often_enough()
    {
        await using var point = await TestPointFixture.StartAsync(
            new() { Open = true },
            new PointLimits { NdtLoadTime = TimeSpan.FromSeconds(3) },
            Patience
        );
        using var socket = await NdtClient.OpenAsync(point, "upload", Patience);
        var received = await NdtClient.ReadAsync(socket, Patience);
        var times = received.Measurements.Select(one => one.GetProperty("TCPInfo").GetProperty("ElapsedTime").GetInt64()).ToList();

        times.ShouldBe(times.Order());
        times[^1].ShouldBeInRange(2_900_000, 6_000_000, string.Join(' ', times));
        times.Count.ShouldBeInRange(3_000 / 625, 3_000 / 100 + 2);
    }

    [Fact]
    public async Task An_upload_is_told_what_the_kernel_received_and_messages_of_eight_megabytes_are_taken()
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true }, Short, Patience);
        using var socket = await NdtClient.OpenAsync(point, "upload", Patience);
        var running = Runs.Of(point).ShouldHaveSingleItem();
        var reading = NdtClient.ReadAsync(socket, Patience);
        var message = new byte[8 << 20];
        await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Patience);
        await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Patience);
        var received = await reading;

        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
        var last = received.Measurements[^1].GetProperty("TCPInfo");
        last.GetProperty("BytesReceived").GetInt64().ShouldBeInRange(2L * message.Length, 2L * message.Length + 4096);
        await Eventually.HoldsAsync(() => running.LoadOf(Direction.Up).Open == 0, Patience);
        running.ToRecord("some", "software").Up!.Bytes.ShouldBe(2L * message.Length);
    }

    [Fact]
    public async Task Both_directions_of_one_client_are_one_run_and_the_next_download_begins_another()
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true }, Short, Patience);
        const string Query = "?client_name=some";
        using (var down = await NdtClient.OpenAsync(point, "download", Patience, Query))
        {
            await NdtClient.ReadAsync(down, Patience, enough: bytes => bytes > 100_000);
        }

        using (var up = await NdtClient.OpenAsync(point, "upload", Patience, Query))
        {
            await up.SendAsync(new byte[8192], WebSocketMessageType.Binary, endOfMessage: true, Patience);
            await up.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
            await NdtClient.ReadAsync(up, Patience);
        }

        Runs.Of(point).ShouldHaveSingleItem();
        using var again = await NdtClient.OpenAsync(point, "download", Patience, Query);
        using var other = await NdtClient.OpenAsync(point, "upload", Patience, "?client_name=other");
        Runs.Of(point).Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_client_that_sends_load_while_it_downloads_is_closed()
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true }, Short, Patience);
        using var client = await RawClient.UpgradeAsync(point, "/ndt/v7/download", Patience, NdtClient.Protocol);
        await client.SendFrameAsync(FrameKind.Binary, new byte[10], Patience);
        (await client.ReadToCloseAsync(Patience)).ShouldBe((ushort)1002);
    }

    [Fact]
    public async Task An_early_exit_ends_the_download_at_250_megabytes()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var socket = await NdtClient.OpenAsync(point, "download", Patience, "?early_exit=250");
        var received = await NdtClient.ReadAsync(socket, Patience);
        Assert.SkipWhen(received.Bytes < 250_000_000, "This machine moves less in ten seconds.");
        received.Bytes.ShouldBeInRange(250_000_000, 300_000_000);
        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Theory]
    [InlineData("?a=1&a=2")]
    [InlineData("?=1")]
    [InlineData("?early_exit=100")]
    [InlineData("?name=%ff")]
    [InlineData("?name=%2")]
    public async Task A_query_that_the_protocol_forbids_is_refused(string query)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(RawClient.UpgradeRequest("/ndt/v7/download" + query, NdtClient.Protocol), Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((400, "malformed"));
    }

    [Theory]
    [InlineData("?access_token=someone.elses.token&server_name=x&client_name=Some%20One&empty=&unknown=%E1%BA%BF")]
    [InlineData("")]
    public async Task Metadata_that_nobody_here_knows_is_no_reason_to_refuse(string query)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.UpgradeAsync(point, "/ndt/v7/upload" + query, Patience, NdtClient.Protocol);
        await client.SendCloseAsync(1000, Patience);
        (await client.ReadToCloseAsync(Patience)).ShouldBe((ushort)1000);
    }

    [Fact]
    public async Task Without_the_subprotocol_there_is_no_upgrade()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(RawClient.UpgradeRequest("/ndt/v7/download", "something.else"), Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((400, "malformed"));
    }

    private static List<string> Shape(JsonElement element, bool isVector, string path = "")
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return
            [
                .. element.EnumerateObject().SelectMany(member => Shape(member.Value, isVector, $"{path}.{member.Name}".TrimStart('.'))),
            ];
        }

        var kind =
            isVector ? element.GetString()
            : element.ValueKind == JsonValueKind.String ? "string"
            : element.TryGetInt64(out _) ? "integer"
            : "other";
        return [$"{path}: {kind}"];
    }
}
