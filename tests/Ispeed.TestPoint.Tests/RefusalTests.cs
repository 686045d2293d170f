using System.Net;
using System.Net.Http.Json;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

public sealed class RefusalTests
{
    private const string Run = "0199d3f0-0000-7000-8000-000000000001";

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/nowhere", 404, "unknown-path")]
    [InlineData("POST", "/ispeed/v1/hello", 405, "method-not-allowed")]
    [InlineData("GET", "/ispeed/v1/finish", 405, "method-not-allowed")]
    [InlineData("HEAD", "/ispeed/v1/hello", 405, "method-not-allowed")]
    [InlineData("POST", "/ispeed/v1/finish?mid=" + Run, 404, "unknown-run")]
    [InlineData("POST", "/ispeed/v1/finish", 400, "malformed")]
    [InlineData("GET", "/ispeed/v1/ping?mid=1", 400, "malformed")]
    [InlineData("GET", "/latency/v1/authorize?mid=", 400, "malformed")]
    [InlineData("GET", "/latency/v1/authorize?mid=" + Run + "&mid=" + Run, 400, "malformed")]
    [InlineData("GET", "/latency/v1/authorize?mid=" + Run + "&x=%G0", 400, "malformed")]
    [InlineData("GET", "/throughput/v1/download?mid=" + Run + "&streams=1", 400, "malformed")] // no upgrade
    public async Task A_plain_request_that_cannot_be_served_is_refused_with_its_code(string method, string path, int status, string code)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: point\r\n\r\n", Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((status, code));
    }

    [Theory]
    [InlineData("mid=" + Run, 400, "malformed")]
    [InlineData("mid=" + Run + "&streams=0", 400, "malformed")]
    [InlineData("mid=" + Run + "&streams=-1", 400, "malformed")]
    [InlineData("mid=" + Run + "&streams=9", 429, "too-many")]
    [InlineData("mid=" + Run + "&streams=1&duration=abc", 400, "malformed")]
    [InlineData("mid=" + Run + "&streams=1&bytes=-1", 400, "malformed")]
    [InlineData("mid=" + Run + "&streams=1&ispeed_hold=2", 400, "malformed")]
    [InlineData("mid=" + Run + "&streams=1&access_token=abc", 401, "ticket-invalid")]
    public async Task A_stream_that_cannot_be_served_is_refused_with_its_code(string query, int status, string code)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(RawClient.UpgradeRequest($"/throughput/v1/upload?{query}"), Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((status, code));
    }

    [Theory]
    [InlineData("no request at all\r\n\r\n", 400, "malformed")]
    [InlineData("GET /ispeed/v1/hello HTTP/1.1\r\n\r\n", 400, "malformed")] // no host
    [InlineData("GET /ispeed/v1/hello HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", 400, "malformed")]
    [InlineData("GET /ispeed/v1/hello HTTP/1.1\r\nHost : a\r\n\r\n", 400, "malformed")]
    [InlineData("POST /ispeed/v1/finish HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "malformed")]
    [InlineData("POST /ispeed/v1/finish HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400, "malformed")]
    [InlineData("POST /ispeed/v1/finish HTTP/1.1\r\nHost: a\r\nContent-Length: 4097\r\n\r\n", 413, "too-large")]
    public async Task A_request_that_is_not_http_is_refused(string request, int status, string code)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(request, Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((status, code));
    }

    [Theory]
    [InlineData(9000, 10)]
    [InlineData(10, 4097)]
    public async Task Heads_and_queries_beyond_their_limits_are_too_large(int field, int query)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(
            $"GET /ispeed/v1/hello?{new string('q', query)} HTTP/1.1\r\nHost: a\r\nX: {new string('x', field)}\r\n\r\n",
            Patience
        );
        (await client.ReadRefusalAsync(Patience)).ShouldBe((413, "too-large"));
    }

    [Fact]
    public async Task One_stream_more_than_announced_is_too_many()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var path = $"/throughput/v1/upload?mid={Run}&streams=1";
        using var first = await RawClient.UpgradeAsync(point, path, Patience);
        using var second = await RawClient.ConnectAsync(point, Patience);
        await second.SendAsync(RawClient.UpgradeRequest(path), Patience);
        (await second.ReadRefusalAsync(Patience)).ShouldBe((429, "too-many"));
    }

    [Fact]
    public async Task A_full_point_is_busy_and_says_when_to_come_back()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), new PointLimits { Runs = 1 }, Patience);
        using var first = await RawClient.UpgradeAsync(point, $"/throughput/v1/upload?mid={Run}&streams=1", Patience);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(
            new Uri($"http://127.0.0.1:{point.Port}/latency/v1/authorize?mid={Guid.CreateVersion7()}"),
            Patience
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadFromJsonAsync(MeasureJson.Default.Problem, Patience))!.Code.ShouldBe("busy");
        var hello = await http.GetFromJsonAsync($"http://127.0.0.1:{point.Port}/ispeed/v1/hello", MeasureJson.Default.PointHello, Patience);
        hello!.Busy.ShouldBeTrue();
    }

    [Fact]
    public async Task Runs_of_one_address_are_bounded()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), new PointLimits { RunsPerAddress = 1 }, Patience);
        using var first = await RawClient.UpgradeAsync(point, $"/throughput/v1/upload?mid={Run}&streams=1", Patience);
        using var second = await RawClient.ConnectAsync(point, Patience);
        await second.SendAsync(RawClient.UpgradeRequest($"/throughput/v1/upload?mid={Guid.CreateVersion7()}&streams=1"), Patience);
        (await second.ReadRefusalAsync(Patience)).ShouldBe((429, "too-many"));
    }

    [Fact]
    public async Task Connections_of_one_address_are_bounded()
    {
        await using var point = await TestPointFixture.StartAsync(
            new TestPointOptions(),
            new PointLimits { ConnectionsPerAddress = 2 },
            Patience
        );
        using var first = await RawClient.ConnectAsync(point, Patience);
        using var second = await RawClient.ConnectAsync(point, Patience);
        using var third = await RawClient.ConnectAsync(point, Patience);
        await third.WaitForEndAsync(Patience);
        await first.SendAsync("GET /ispeed/v1/hello HTTP/1.1\r\nHost: a\r\n\r\n", Patience);
        (await first.ReadHeadAsync(Patience)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task Three_requests_fit_on_one_connection_and_none_may_be_cached()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("GET /ispeed/v1/hello HTTP/1.1\r\nHost: a\r\n\r\n", Patience);
            var head = await client.ReadHeadAsync(Patience);
            head.ShouldContain("Access-Control-Allow-Origin: *");
            head.ShouldContain("Cache-Control: no-store");
            await client.ReadBodyAsync(head, Patience);
        }

        await client.SendAsync("OPTIONS /ispeed/v1/finish HTTP/1.1\r\nHost: a\r\n\r\n", Patience);
        (await client.ReadHeadAsync(Patience)).ShouldStartWith("HTTP/1.1 204 ");
    }
}
