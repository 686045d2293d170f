using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

/// <summary>The answers of the data port, ready to be sent.</summary>
internal static class HttpAnswer
{
    // RFC 6455 section 1.3 fixes SHA-1 and this text; nothing secret depends on it.
    private static readonly byte[] AcceptSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8.ToArray();

    public static byte[] Ok<T>(T body, JsonTypeInfo<T> type, bool keepAlive) =>
        Write(200, "OK", "application/json", JsonSerializer.SerializeToUtf8Bytes(body, type), keepAlive, string.Empty);

    public static byte[] Refuse(Refusal refusal)
    {
        var more = refusal.RetryAfterSeconds is { } seconds ? $"Retry-After: {seconds}\r\n" : string.Empty;
        more += refusal.Status == 405 ? "Allow: GET, POST, OPTIONS\r\n" : string.Empty;
        var body = JsonSerializer.SerializeToUtf8Bytes(refusal.ToProblem(), MeasureJson.Default.Problem);
        return Write(refusal.Status, ReasonOf(refusal.Status), "application/problem+json", body, keepAlive: false, more);
    }

    /// <summary>What a browser asks before it posts to another origin.</summary>
    public static byte[] Options(bool keepAlive) =>
        Write(
            204,
            "No Content",
            null,
            [],
            keepAlive,
            "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\nAccess-Control-Allow-Headers: *\r\n"
        );

    public static byte[] SwitchToWebSocket(string key, string protocol)
    {
        byte[] salted = [.. Encoding.ASCII.GetBytes(key), .. AcceptSalt];
#pragma warning disable CA5350 // RFC 6455 prescribes it
        var accept = Convert.ToBase64String(SHA1.HashData(salted));
#pragma warning restore CA5350
        return Encoding.ASCII.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {protocol}\r\n"
                + "Access-Control-Allow-Origin: *\r\nCache-Control: no-store\r\n\r\n"
        );
    }

    private static byte[] Write(int status, string reason, string? contentType, byte[] body, bool keepAlive, string moreFields)
    {
        var head =
            $"HTTP/1.1 {status} {reason}\r\n"
            + (contentType is null ? string.Empty : $"Content-Type: {contentType}\r\nContent-Length: {body.Length}\r\n")
            + "Access-Control-Allow-Origin: *\r\nCache-Control: no-store\r\n"
            + moreFields
            + (keepAlive ? "\r\n" : "Connection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static string ReasonOf(int status) =>
        status switch
        {
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            409 => "Conflict",
            413 => "Content Too Large",
            429 => "Too Many Requests",
            503 => "Service Unavailable",
            _ => "Refused",
        };
}
