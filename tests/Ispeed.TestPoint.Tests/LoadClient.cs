using System.Diagnostics;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.TestPoint.Tests;

/// <summary>What a stream brought: payload, messages and reports, as an independent WebSocket implementation sees them.</summary>
internal sealed record Received(
    long Bytes,
    List<int> MessageSizes,
    List<ThroughputMessage> Reports,
    WebSocketCloseStatus? Close,
    TimeSpan Took
);

/// <summary>A client of the data port over .NET's own WebSocket.</summary>
internal static class LoadClient
{
    public const string Protocol = "net.measurementlab.throughput.v1";

    public static async Task<ClientWebSocket> OpenAsync(
        TestPointFixture point,
        string pathAndQuery,
        CancellationToken cancellationToken,
        string protocol = Protocol,
        bool tls = false
    )
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString() == ThumbprintOf(point);
        await socket.ConnectAsync(new Uri((tls ? point.SecureUrl! : point.Url) + pathAndQuery), cancellationToken);
        return socket;
    }

    private static string ThumbprintOf(TestPointFixture point)
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(point.Data, "tls.pem"));
        return own.Thumbprint;
    }

    /// <summary>Reads until the point closes, or until the predicate says to close with 1000.</summary>
    public static async Task<Received> ReadAsync(WebSocket socket, CancellationToken cancellationToken, Func<long, bool>? enough = null)
    {
        var started = Stopwatch.GetTimestamp();
        var buffer = new byte[1 << 20];
        List<int> sizes = [];
        List<ThroughputMessage> reports = [];
        long bytes = 0;
        var size = 0;
        var closing = false;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            switch (result.MessageType)
            {
                case WebSocketMessageType.Close:
                    if (socket.State == WebSocketState.CloseReceived)
                    {
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    }

                    return new(bytes, sizes, reports, socket.CloseStatus, Stopwatch.GetElapsedTime(started));
                case WebSocketMessageType.Text:
                    reports.Add(JsonSerializer.Deserialize(buffer.AsSpan(0, result.Count), MeasureJson.Default.ThroughputMessage)!);
                    break;
                default:
                    bytes += result.Count;
                    size += result.Count;
                    if (result.EndOfMessage)
                    {
                        sizes.Add(size);
                        size = 0;
                    }

                    break;
            }

            if (!closing && enough?.Invoke(bytes) == true)
            {
                closing = true;
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            }
        }
    }

    public static async Task<FinishAnswer> FinishAsync(
        TestPointFixture point,
        Guid run,
        CancellationToken cancellationToken,
        string? ticket = null
    )
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(FinishAddress(point, run, ticket), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(cancellationToken), MeasureJson.Default.FinishAnswer)!;
    }

    public static Uri FinishAddress(TestPointFixture point, Guid run, string? ticket = null) =>
        new($"http://127.0.0.1:{point.Port}/ispeed/v1/finish?mid={run}{(ticket is null ? string.Empty : "&access_token=" + ticket)}");

    /// <summary>The record without a look at its signature; a test of its own checks that.</summary>
    public static RunRecord RecordOf(FinishAnswer answer) =>
        JsonSerializer.Deserialize(
            System.Buffers.Text.Base64Url.DecodeFromChars(answer.Record.Split('.')[1]),
            MeasureJson.Default.RunRecord
        )!;
}
