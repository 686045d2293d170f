using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>The client's half of HTTP/1.1 as a test point speaks it: one request a connection, or the WebSocket upgrade.</summary>
internal static class PointRequest
{
    private const string AcceptSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 section 1.3
    private const int AnswerBytes = 262_144; // a sealed record with two series of 25 s takes about 20 KB
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2.5);

    /// <summary>A request with an answer in JSON, on a connection of its own.</summary>
    public static async Task<T> JsonAsync<T>(
        string method,
        PointAddress address,
        string pathAndQuery,
        JsonTypeInfo<T> type,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var connection = await PointConnection.OpenAsync(address, meter, time, cancellationToken).ConfigureAwait(false);
        var extra = method == "POST" ? "Content-Length: 0\r\nConnection: close\r\n" : "Connection: close\r\n";
        var (status, body) = await ExchangeAsync(connection, method, address, pathAndQuery, extra, time, cancellationToken)
            .ConfigureAwait(false);
        if (status is < 200 or > 299)
        {
            throw Refusal(status, body);
        }

        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw PointFailure.Protocol("an empty answer");
        }
        catch (JsonException unreadable)
        {
            throw PointFailure.Protocol($"an answer that cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>Upgrades to WebSocket. The connection belongs to the caller afterwards; bytes that came behind the head are returned.</summary>
    public static async Task<(PointConnection Connection, byte[] Ahead)> UpgradeAsync(
        PointAddress address,
        string pathAndQuery,
        string subprotocol,
        TrafficMeter meter,
        Random random,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var nonce = new byte[16];
        random.NextBytes(nonce);
        var key = Convert.ToBase64String(nonce);
        var connection = await PointConnection.OpenAsync(address, meter, time, cancellationToken).ConfigureAwait(false);
        var upgraded = false;
        try
        {
            var extra =
                $"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: {subprotocol}\r\n";
            var head = new HttpAnswer();
            await SendAsync(connection, "GET", address, pathAndQuery, extra, cancellationToken).ConfigureAwait(false);
            await ReadAsync(connection, head, wholeBody: false, time, cancellationToken).ConfigureAwait(false);
            if (head.Status != 101)
            {
                await ReadAsync(connection, head, wholeBody: true, time, cancellationToken).ConfigureAwait(false);
                throw Refusal(head.Status, head.Body);
            }

            if (head.Header("Sec-WebSocket-Accept") != AcceptFor(key) || head.Header("Sec-WebSocket-Protocol") != subprotocol)
            {
                throw PointFailure.Protocol("an upgrade to another protocol");
            }

            upgraded = true;
            return (connection, head.Body);
        }
        finally
        {
            if (!upgraded)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>The query that every request of a run carries.</summary>
    public static string Query(Guid run, string? ticket, params ReadOnlySpan<(string Name, long Value)> parameters)
    {
        var query = new StringBuilder("?mid=").Append(run);
        foreach (var (name, value) in parameters)
        {
            query.Append(CultureInfo.InvariantCulture, $"&{name}={value}");
        }

        return ticket is null ? query.ToString() : query.Append("&access_token=").Append(ticket).ToString();
    }

    private static async Task<(int Status, byte[] Body)> ExchangeAsync(
        PointConnection connection,
        string method,
        PointAddress address,
        string pathAndQuery,
        string extra,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var answer = new HttpAnswer();
        await SendAsync(connection, method, address, pathAndQuery, extra, cancellationToken).ConfigureAwait(false);
        await ReadAsync(connection, answer, wholeBody: true, time, cancellationToken).ConfigureAwait(false);
        return (answer.Status, answer.Body);
    }

    private static ValueTask SendAsync(
        PointConnection connection,
        string method,
        PointAddress address,
        string pathAndQuery,
        string extra,
        CancellationToken cancellationToken
    ) =>
        connection.SendAsync(
            Encoding.ASCII.GetBytes($"{method} {pathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n{extra}\r\n"),
            metered: true,
            cancellationToken
        );

    private static async Task ReadAsync(
        PointConnection connection,
        HttpAnswer answer,
        bool wholeBody,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // Liveness: an answer is whole within AnswerTime or the run fails.
        using var deadline = new CancellationTokenSource(AnswerTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var buffer = new byte[16_384];
        try
        {
            while (!(wholeBody ? answer.IsWhole : answer.HasHead))
            {
                var count = await connection.ReceiveAsync(buffer, either.Token).ConfigureAwait(false);
                if (count == 0 && !answer.EndsWithStream)
                {
                    throw answer.IsEmpty ? PointFailure.Broken() : PointFailure.Protocol("half an answer");
                }

                if (count == 0)
                {
                    return;
                }

                if (!answer.Add(buffer.AsSpan(0, count)) || answer.Length > AnswerBytes)
                {
                    throw PointFailure.Protocol("no HTTP answer");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw PointFailure.Stalled();
        }
    }

    private static PointFailure Refusal(int status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, MeasureJson.Default.Problem) is { Title.Length: > 0 } problem)
            {
                var message = problem.Detail is { Length: > 0 } detail ? $"{problem.Title} {detail}" : problem.Title;
                return new(FailureReason.Refused, message, problem.Code) { TryThese = problem.TryThese ?? [] };
            }
        }
        catch (JsonException)
        {
            // not a problem of ours: the status alone has to do
        }

        return PointFailure.Protocol(string.Create(CultureInfo.InvariantCulture, $"HTTP status {status}"));
    }

    private static string AcceptFor(string key)
    {
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 here; it protects nothing
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSalt)));
#pragma warning restore CA5350
    }
}
