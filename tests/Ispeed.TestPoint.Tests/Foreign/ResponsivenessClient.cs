using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Ispeed.TestPoint.Tests.Foreign;

/// <summary>A small responsiveness client: HTTP/2 over TLS, one connection for each instance, as the draft's load-generating connections are.</summary>
internal sealed class ResponsivenessClient : IDisposable
{
    private readonly HttpClient http;

    public ResponsivenessClient(string userAgent = "some client")
    {
        // The point's certificate in tests is its own.
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        http = new(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
    }

    public HttpClient Http => http;

    public void Dispose() => http.Dispose();

    /// <summary>What the configuration points to.</summary>
    public static async Task<Objects> DiscoverAsync(int plainPort, CancellationToken cancellationToken)
    {
        using var plain = new HttpClient();
        using var read = JsonDocument.Parse(
            await plain.GetStringAsync(new Uri($"http://127.0.0.1:{plainPort}/.well-known/nq"), cancellationToken)
        );
        var urls = read.RootElement.GetProperty("urls");
        return new(At("small_download_url"), At("large_download_url"), At("upload_url"));

        Uri At(string name) => new(urls.GetProperty(name).GetString()!);
    }

    /// <summary>The time of a small object.</summary>
    public async Task<TimeSpan> ProbeAsync(Uri small, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        (await http.GetByteArrayAsync(small, cancellationToken)).Length.ShouldBe(1);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Bytes of the large object, until so many have come or it ends.</summary>
    public async Task<long> DownloadAsync(Uri large, long most, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(large, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[64 << 10];
        long total = 0;
        while (total < most && await body.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            total += count;
        }

        return total;
    }

    /// <summary>The draft's figure: round trips a minute, from the 95 per cent trimmed means of what probes on connections of their own and on loaded ones took.</summary>
    public static double RoundTripsAMinute(IReadOnlyList<TimeSpan> foreign, IReadOnlyList<TimeSpan> self) =>
        (OneOf(foreign) + OneOf(self)) / 2;

    private static double OneOf(IReadOnlyList<TimeSpan> times)
    {
        var kept = times.Order().Take((int)Math.Ceiling(times.Count * 0.95)).ToList();
        return 60_000 / kept.Average(time => time.TotalMilliseconds);
    }

    internal sealed record Objects(Uri Small, Uri Large, Uri Upload);
}
