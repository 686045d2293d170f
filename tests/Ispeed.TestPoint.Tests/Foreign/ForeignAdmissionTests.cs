using System.Net;
using System.Net.WebSockets;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Foreign;

namespace Ispeed.TestPoint.Tests.Foreign;

public sealed class ForeignAdmissionTests
{
    private static readonly PointWelcome Hub = new("some", "key", Convert.ToBase64String(NewKey()));

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/ndt/v7/download")]
    [InlineData("/ndt/v7/upload")]
    public async Task A_point_of_a_hub_takes_no_ndt7_client_unless_it_is_told_to(string path)
    {
        await using var point = await TestPointFixture.StartAsync(new() { HubKey = Hub }, Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(RawClient.UpgradeRequest(path, NdtClient.Protocol), Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((401, "ticket-missing"));
    }

    [Theory]
    [InlineData("GET /garbage HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /backend/empty.php HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /getIP HTTP/1.1\r\nHost: a\r\n\r\n")]
    public async Task A_point_of_a_hub_takes_no_librespeed_client_unless_it_is_told_to(string request)
    {
        await using var point = await TestPointFixture.StartAsync(new() { HubKey = Hub }, Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(request, Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((401, "ticket-missing"));
    }

    [Fact]
    public async Task A_point_that_is_told_to_takes_them_within_the_budget_of_their_prefix_and_then_no_more()
    {
        await using var point = await TestPointFixture.StartAsync(
            new()
            {
                HubKey = Hub,
                Foreign = true,
                ForeignBudget = ByteCount.FromMegabytes(20),
            },
            Patience
        );
        using var socket = await NdtClient.OpenAsync(point, "download", Patience);
        var received = await NdtClient.ReadAsync(socket, Patience);
        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure, "a budget that is used up is an early end like any other");
        received.Bytes.ShouldBeInRange(18_000_000, 21_500_000);

        using var http = new HttpClient();
        using var garbage = await http.GetAsync(
            new Uri($"http://127.0.0.1:{point.Port}/garbage?ckSize=1"),
            HttpCompletionOption.ResponseHeadersRead,
            Patience
        );
        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            garbage.EnsureSuccessStatusCode();
            await garbage.Content.ReadAsByteArrayAsync(Patience);
        });
    }

    [Fact]
    public async Task A_plain_throughput1_client_may_call_its_run_as_it_likes_and_leave_parameters_empty()
    {
        await using var point = await TestPointFixture.StartAsync(new() { HubKey = Hub, Foreign = true }, Patience);
        using var socket = await LoadClient.OpenAsync(
            point,
            "/throughput/v1/download?bytes=0&cc=&delay=0s&duration=300&mid=localtest&streams=2&client_os=linux",
            Patience
        );
        var received = await LoadClient.ReadAsync(socket, Patience);
        received.Close.ShouldBe(WebSocketCloseStatus.NormalClosure);
        Runs.Of(point).ShouldHaveSingleItem().Protocol.ShouldBe("throughput1");
    }

    [Fact]
    public async Task Every_message_of_an_upload_tells_a_plain_throughput1_client_its_bytes()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=1&duration=600",
            Patience
        );
        var reading = LoadClient.ReadAsync(socket, Patience);
        await socket.SendAsync(new byte[100_000], WebSocketMessageType.Binary, endOfMessage: true, Patience);
        var received = await reading;
        received.Reports.ShouldAllBe(report => report.Application != null);
        received.Reports[^1].Application!.BytesReceived.ShouldBe(100_000);
        Runs.Of(point).ShouldHaveSingleItem().Protocol.ShouldBe("throughput1");
    }

    [Fact]
    public void A_prefix_gets_back_evenly_what_it_used()
    {
        var time = new SteppedTime();
        var buckets = new PrefixBuckets(1000, TimeSpan.FromHours(1), time);
        var neighbours = IPAddress.Parse("203.0.113.7");
        buckets.TryTake(neighbours, 900).ShouldBeTrue();
        buckets.TryTake(IPAddress.Parse("203.0.113.200"), 200).ShouldBeFalse("it is the same network");
        buckets.TryTake(IPAddress.Parse("203.0.114.7"), 900).ShouldBeTrue("it is another");
        time.Move(TimeSpan.FromMinutes(6));
        buckets.TryTake(neighbours, 200).ShouldBeTrue();
        buckets.TryTake(neighbours, 1).ShouldBeFalse();
        buckets.IsEmpty(AddressPrefix.Of(neighbours)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.200", true)]
    [InlineData("203.0.113.7", "203.0.112.7", false)]
    [InlineData("2001:db8:1::1", "2001:db8:1:ffff::2", true)]
    [InlineData("2001:db8:1::1", "2001:db8:2::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void A_prefix_is_a_network_of_24_or_48_bits(string one, string other, bool same) =>
        (AddressPrefix.Of(IPAddress.Parse(one)) == AddressPrefix.Of(IPAddress.Parse(other))).ShouldBe(same);

    private static byte[] NewKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfo();
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Move(TimeSpan by) => ticks += by.Ticks;
    }
}
