using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Testing;
using Ispeed.TestPoint.Foreign.Http;

namespace Ispeed.TestPoint.Tests.Foreign;

/// <summary>The backend contract that LibreSpeed's front-end, command line and app rely on.</summary>
public sealed class LibreSpeedTests : IDisposable
{
    private readonly HttpClient http = new();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    [Theory]
    [InlineData("garbage")]
    [InlineData("garbage.php")]
    [InlineData("backend/garbage")]
    [InlineData("backend/garbage.php")]
    public async Task Garbage_has_the_size_asked_for_and_is_never_kept(string name)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var answer = await http.GetAsync(At(point, $"{name}?r=0.5&ckSize=3&cors=true"), Patience);
        var body = await answer.Content.ReadAsByteArrayAsync(Patience);

        body.Length.ShouldBe(3 << 20);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        answer.Headers.GetValues("Access-Control-Allow-Methods").Single().ShouldContain("POST");
        body.Take(10_000).GroupBy(value => value).Count().ShouldBeGreaterThan(200, "what repeats itself could be compressed on the way");
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("ckSize=0", 4)]
    [InlineData("ckSize=abc", 4)]
    [InlineData("ckSize=-1", 4)]
    [InlineData("r=1&ckSize=100", 100)]
    [InlineData("ckSize=1025", 1024)]
    [InlineData("ckSize=99999999999999999999", 4)]
    public void A_size_that_cannot_be_is_the_default_and_too_much_is_the_most(string query, int chunks) =>
        LibreSpeedAnswers.ChunksOf(query).ShouldBe(chunks);

    [Theory]
    [InlineData("empty", "GET")]
    [InlineData("empty.php", "POST")]
    [InlineData("backend/empty", "POST")]
    [InlineData("backend/empty.php", "GET")]
    public async Task A_ping_is_answered_with_an_empty_body_on_a_connection_that_stays_and_makes_no_run(string name, string method)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var request = new HttpRequestMessage(new HttpMethod(method), At(point, $"{name}?r=0.1"));
        using var answer = await http.SendAsync(request, Patience);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync(Patience)).ShouldBeEmpty();
        answer.Headers.Connection.ShouldBe(["keep-alive"]);
        Runs.Of(point).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, 20 << 20)]
    [InlineData(true, 5 << 20)]
    public async Task An_upload_is_read_to_its_end_before_it_is_answered_and_the_connection_goes_on(bool chunked, int bytes)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, At(point, "backend/empty.php?r=0.7"))
            {
                Content = new ByteArrayContent(new byte[bytes]),
            };
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.ExpectContinue = i == 1;
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var answer = await http.SendAsync(request, Patience);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsByteArrayAsync(Patience)).ShouldBeEmpty();
        }

        Runs.Counters(point).Connections.ShouldBe(1);
        var run = Runs.Of(point).ShouldHaveSingleItem();
        await Eventually.HoldsAsync(() => run.LoadOf(Direction.Up).Open == 0, Patience);
        var record = run.ToRecord("some", "software");
        record.Up!.Bytes.ShouldBe(2L * bytes);
        record.Protocol.ShouldBe("librespeed");
    }

    [Fact]
    public async Task Requests_of_one_client_are_one_run_with_both_directions()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => http.GetByteArrayAsync(At(point, "garbage.php?ckSize=2"), Patience)));
        using var content = new ByteArrayContent(new byte[1 << 20]);
        using var answer = await http.PostAsync(At(point, "empty.php"), content, Patience);

        var run = Runs.Of(point).ShouldHaveSingleItem();
        await Eventually.HoldsAsync(() => run.LoadOf(Direction.Up).Open + run.LoadOf(Direction.Down).Open == 0, Patience);
        var record = run.ToRecord("some", "software");
        record.Down!.Bytes.ShouldBe(4L * 2 << 20);
        record.Down.Series.Sum().ShouldBe(4L * 2 << 20);
        record.Up!.Bytes.ShouldBe(1 << 20);
    }

    [Fact]
    public async Task A_download_that_is_abandoned_counts_what_arrived()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using (var client = await RawClient.ConnectAsync(point, Patience, receiveBuffer: 1 << 16))
        {
            await client.SendAsync("GET /garbage?ckSize=200 HTTP/1.1\r\nHost: point\r\n\r\n", Patience);
            await client.ReadHeadAsync(Patience);
            await client.SkipAsync(5_000_000, Patience);
        }

        var run = Runs.Of(point).ShouldHaveSingleItem();
        await Eventually.HoldsAsync(() => run.LoadOf(Direction.Down).Open == 0, Patience);
        run.ToRecord("some", "software").Down!.Bytes.ShouldBeInRange(4_900_000, 20_000_000);
    }

    [Theory]
    [InlineData("getIP", "", "\"\"")]
    [InlineData("backend/getIP.php", "?isp=true&distance=km&r=1", """{"ip":"127.0.0.1"}""")]
    public async Task The_address_is_told_and_no_place_is_guessed(string name, string query, string raw)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var answer = JsonDocument.Parse(await http.GetStringAsync(At(point, name + query), Patience));
        answer.RootElement.GetProperty("processedString").GetString().ShouldBe("127.0.0.1");
        answer.RootElement.GetProperty("rawIspInfo").GetRawText().ShouldBe(raw);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_post()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Options, At(point, "backend/empty.php?cors=true&r=1"));
        using var answer = await http.SendAsync(request, Patience);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Content-Encoding");
    }

    [Theory]
    [InlineData("DELETE /garbage HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed")]
    [InlineData("POST /getIP HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed")]
    [InlineData("POST /empty HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741825\r\n\r\n", 413, "too-large")]
    [InlineData("POST /empty HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "malformed")]
    [InlineData("POST /empty HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 413, "too-large")]
    [InlineData("POST /empty HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "malformed")]
    [InlineData("POST /empty HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400, "malformed")]
    [InlineData("POST /empty HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "malformed")]
    public async Task What_cannot_be_served_is_refused(string request, int status, string code)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(request, Patience);
        (await client.ReadRefusalAsync(Patience)).ShouldBe((status, code));
    }

    private static Uri At(TestPointFixture point, string pathAndQuery) => new($"http://127.0.0.1:{point.Port}/{pathAndQuery}");
}
