using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Foreign.Responsiveness;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests.Foreign;

/// <summary>What draft-ietf-ippm-responsiveness asks of a server, by clients that speak HTTP/2 over TLS.</summary>
public sealed class ResponsivenessTests
{
    private static readonly TestPointOptions Open = new() { Open = true, Responsiveness = true };

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_configuration_is_the_same_on_every_port_and_its_objects_are_there()
    {
        await using var point = await TestPointFixture.StartAsync(Open, Patience);
        var objects = await ResponsivenessClient.DiscoverAsync(point.Port, Patience);
        using var client = new ResponsivenessClient();
        var port = point.Host.ResponsivenessPort!.Value;

        foreach (var place in (string[])["/.well-known/nq", "/config"])
        {
            using var read = JsonDocument.Parse(await client.Http.GetStringAsync(new Uri($"https://127.0.0.1:{port}{place}"), Patience));
            read.RootElement.GetProperty("version").GetInt32().ShouldBe(1);
            read.RootElement.GetProperty("test_endpoint").GetString().ShouldBe("127.0.0.1");
            var urls = read.RootElement.GetProperty("urls");
            urls.GetProperty("small_download_url").GetString().ShouldBe(objects.Small.OriginalString);
            urls.GetProperty("small_https_download_url").GetString().ShouldBe(objects.Small.OriginalString);
            urls.GetProperty("large_https_download_url").GetString().ShouldBe(objects.Large.OriginalString);
            urls.GetProperty("https_upload_url").GetString().ShouldBe(objects.Upload.OriginalString);
        }

        await client.ProbeAsync(objects.Small, Patience);
        using var large = await client.Http.GetAsync(objects.Large, HttpCompletionOption.ResponseHeadersRead, Patience);
        large.Version.ShouldBe(HttpVersion.Version20);
        large.Content.Headers.ContentLength.ShouldBe(ForeignLimits.ResponsivenessBytes);
        large.Content.Headers.ContentEncoding.ShouldBeEmpty();
        large.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_the_port_there_is_no_configuration_to_promise_it()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{point.Port}/.well-known/nq"), Patience);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        point.Host.ResponsivenessPort.ShouldBeNull();
    }

    [Fact]
    public async Task Probes_on_loaded_connections_and_on_their_own_give_a_figure_and_the_loads_are_one_observed_run()
    {
        await using var point = await TestPointFixture.StartAsync(Open, Patience);
        var objects = await ResponsivenessClient.DiscoverAsync(point.Port, Patience);
        using var loaded = new ResponsivenessClient();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        var load = loaded.DownloadAsync(objects.Large, long.MaxValue, enough.Token);
        await Eventually.HoldsAsync(() => Runs.Of(point).Any(run => run.LoadOf(Direction.Down).Moved > 10_000_000), Patience);

        List<TimeSpan> foreign = [];
        List<TimeSpan> self = [];
        for (var i = 0; i < 20; i++)
        {
            using var fresh = new ResponsivenessClient();
            foreign.Add(await fresh.ProbeAsync(objects.Small, Patience));
            self.Add(await loaded.ProbeAsync(objects.Small, Patience));
        }

        load.IsCompleted.ShouldBeFalse("the load went on while it was probed");
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => load);
        ResponsivenessClient.RoundTripsAMinute(foreign, self).ShouldBeGreaterThan(0);

        var run = Runs.Of(point).ShouldHaveSingleItem();
        await Eventually.HoldsAsync(() => run.LoadOf(Direction.Down).Open == 0, Patience);
        await Eventually.HoldsAsync(() => Runs.Counters(point).Connections <= 1, Patience);
        var record = run.ToRecord("some", "software");
        record.Protocol.ShouldBe("responsiveness");
        record.Device.ShouldBeNull();
        record.Down!.Streams.ShouldBe(1, "probes are no load");
        record.Down.Bytes.ShouldBeGreaterThan(5_000_000);
    }

    [Fact]
    public async Task An_upload_is_taken_to_its_end_and_counted_to_the_byte()
    {
        await using var point = await TestPointFixture.StartAsync(Open, Patience);
        var objects = await ResponsivenessClient.DiscoverAsync(point.Port, Patience);
        using var client = new ResponsivenessClient();
        using var content = new ByteArrayContent(new byte[20_000_000]);
        using var answer = await client.Http.PostAsync(objects.Upload, content, Patience);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var run = Runs.Of(point).ShouldHaveSingleItem();
        await Eventually.HoldsAsync(() => run.LoadOf(Direction.Up).Open == 0, Patience);
        run.ToRecord("some", "software").Up!.Bytes.ShouldBe(20_000_000);
    }

    [Fact]
    public async Task Loads_beyond_the_budget_of_the_prefix_are_reset_and_the_next_is_refused()
    {
        await using var point = await TestPointFixture.StartAsync(Open with { ForeignBudget = ByteCount.FromMegabytes(20) }, Patience);
        var objects = await ResponsivenessClient.DiscoverAsync(point.Port, Patience);
        using var client = new ResponsivenessClient();
        await Should.ThrowAsync<IOException>(() => client.DownloadAsync(objects.Large, long.MaxValue, Patience));
        using var content = new StreamContent(new Endless());
        var upload = await Should.ThrowAsync<Exception>(async () =>
        {
            using var answer = await client.Http.PostAsync(objects.Upload, content, Patience);
            answer.EnsureSuccessStatusCode();
        });
        // A reset in the middle of sending is told by the client as one or the other.
        (upload is HttpRequestException || (upload is OperationCanceledException && !Patience.IsCancellationRequested)).ShouldBeTrue();
        await Eventually.HoldsAsync(
            () => Runs.Counters(point).Streams(Direction.Down) + Runs.Counters(point).Streams(Direction.Up) == 0,
            Patience
        );
        // Beyond it at most one window of HTTP/2 (4 MiB), which was sent before the reset was known.
        (Runs.Counters(point).Bytes(Direction.Down) + Runs.Counters(point).Bytes(Direction.Up)).ShouldBeLessThan(24_500_000);
        await client.ProbeAsync(objects.Small, Patience);
    }

    [Fact]
    public async Task A_download_that_is_not_read_is_cut()
    {
        var limits = new PointLimits { StallTime = TimeSpan.FromMilliseconds(300) };
        await using var point = await TestPointFixture.StartAsync(Open, limits, Patience);
        var objects = await ResponsivenessClient.DiscoverAsync(point.Port, Patience);
        using var client = new ResponsivenessClient();
        using var answer = await client.Http.GetAsync(objects.Large, HttpCompletionOption.ResponseHeadersRead, Patience);
        await Eventually.HoldsAsync(() => Runs.Counters(point).Cuts(Ispeed.TestPoint.Runs.CutReason.Stalled) == 1, Patience);
    }

    [Fact]
    public async Task A_load_that_takes_too_long_is_cut_although_it_moves()
    {
        var limits = new PointLimits { ForeignRequestTime = TimeSpan.FromMilliseconds(300) };
        await using var point = await TestPointFixture.StartAsync(Open, limits, Patience);
        var objects = await ResponsivenessClient.DiscoverAsync(point.Port, Patience);
        using var client = new ResponsivenessClient();
        using var content = new StreamContent(new Endless());
        await Should.ThrowAsync<HttpRequestException>(() => client.Http.PostAsync(objects.Upload, content, Patience));
        await Eventually.HoldsAsync(() => Runs.Counters(point).Cuts(Ispeed.TestPoint.Runs.CutReason.TooOld) == 1, Patience);
    }

    [Fact]
    public async Task A_point_of_a_hub_takes_no_responsiveness_client_unless_it_is_told_to()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var hub = new PointWelcome("some", "key", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
        await using var point = await TestPointFixture.StartAsync(new() { HubKey = hub, Responsiveness = true }, Patience);
        using var client = new ResponsivenessClient();
        foreach (var path in (string[])["/.well-known/nq", ResponsivenessAnswers.Small, ResponsivenessAnswers.Large])
        {
            using var answer = await client.Http.GetAsync(new Uri($"https://127.0.0.1:{point.Host.ResponsivenessPort}{path}"), Patience);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            (await answer.Content.ReadAsStringAsync(Patience)).ShouldContain("ticket-missing");
        }
    }

    [Theory]
    [InlineData("GET", "/metrics", HttpStatusCode.NotFound)] // the admin port's pages are not for everybody
    [InlineData("GET", "/health/ready", HttpStatusCode.NotFound)]
    [InlineData("GET", "/nq/upload", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/nq/large", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/nq/small", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_no_object_is_refused(string method, string path, HttpStatusCode status)
    {
        await using var point = await TestPointFixture.StartAsync(Open, Patience);
        using var client = new ResponsivenessClient();
        using var request = new HttpRequestMessage(new(method), new Uri($"https://127.0.0.1:{point.Host.ResponsivenessPort}{path}"))
        {
            Version = HttpVersion.Version20,
        };
        using var answer = await client.Http.SendAsync(request, Patience);
        answer.StatusCode.ShouldBe(status);
        Runs.Of(point).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_absurd_range_changes_nothing_and_a_flood_of_fields_is_cut()
    {
        await using var point = await TestPointFixture.StartAsync(Open, Patience);
        var objects = await ResponsivenessClient.DiscoverAsync(point.Port, Patience);
        using var client = new ResponsivenessClient();
        using var ranged = new HttpRequestMessage(HttpMethod.Get, objects.Small) { Version = HttpVersion.Version20 };
        ranged.Headers.TryAddWithoutValidation("Range", "bytes=99999999999999999999-0");
        using var answer = await client.Http.SendAsync(ranged, Patience);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var flood = new HttpRequestMessage(HttpMethod.Get, objects.Small) { Version = HttpVersion.Version20 };
        for (var i = 0; i < 90; i++)
        {
            flood.Headers.TryAddWithoutValidation($"x-field-{i}", new string('a', 200));
        }

        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var refused = await client.Http.SendAsync(flood, Patience);
            refused.EnsureSuccessStatusCode();
        });
    }

    [Theory]
    [InlineData("point.example:8081", "point.example")]
    [InlineData("[2001:db8::1]:8081", "[2001:db8::1]")]
    [InlineData("a@b", null)]
    [InlineData("a/b", null)]
    [InlineData("a\"b", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_objects_are_on_the_host_that_was_asked_and_nothing_else_gets_into_an_address(string? field, string? host)
    {
        ResponsivenessConfiguration.HostOf(field).ShouldBe(host);
        ResponsivenessConfiguration
            .For(ResponsivenessConfiguration.HostOf(field), 443)
            ?.Urls.Small.ShouldBe($"https://{host}:443/nq/small");
    }

    [Fact]
    public async Task Curl_fetches_the_object_over_http_2()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed");
        await using var point = await TestPointFixture.StartAsync(Open, Patience);
        var start = new ProcessStartInfo("/usr/bin/curl") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (
            var argument in (string[])
                [
                    "-sk",
                    "--http2",
                    "--max-time",
                    "10",
                    "-w",
                    "%{http_version} %{size_download}",
                    $"https://127.0.0.1:{point.Host.ResponsivenessPort}/nq/small",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var curl = Process.Start(start)!;
        (await curl.StandardOutput.ReadToEndAsync(Patience)).ShouldBe("i2 1");
        await curl.WaitForExitAsync(Patience);
    }

    /// <summary>A body that never ends.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
