using System.Buffers;
using System.Globalization;
using System.Text;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

internal enum HeadRead
{
    Whole,
    Partial,
    Invalid,
    TooLarge,
}

/// <summary>The head of an HTTP/1.1 request, as far as a test point needs it. Everything else in it is checked for form and skipped.</summary>
internal sealed record RequestHead(string Method, string Path, string Query)
{
    private const int MostFields = 100;

    private static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8
    );

    /// <summary>Bytes of the head itself; a body or frames follow.</summary>
    public int Length { get; private set; }

    /// <summary>As stated; -1 where none is.</summary>
    public long ContentLength { get; private set; } = -1;

    /// <summary>Whether the body comes in chunks; only where foreign clients upload.</summary>
    public bool IsChunked { get; private set; }

    public bool ExpectsContinue { get; private set; }

    /// <summary>Host and port as the client wrote them.</summary>
    public string? Host { get; private set; }

    public string? UserAgent { get; private set; }

    public bool KeepAlive { get; private set; }

    public bool UpgradesToWebSocket { get; private set; }

    public string? WebSocketKey { get; private set; }

    public string? WebSocketVersion { get; private set; }

    /// <summary>The subprotocols that the client offers, as they came.</summary>
    public string? WebSocketProtocols { get; private set; }

    private bool ConnectionUpgrade { get; set; }

    private bool HasHost { get; set; }

    /// <summary>Reads a head from the bytes so far. Never throws.</summary>
    public static HeadRead TryRead(ReadOnlySpan<byte> source, out RequestHead? head)
    {
        head = null;
        var end = source.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return source.Length >= Limits.HeadBytes ? HeadRead.TooLarge : HeadRead.Partial;
        }

        if (end + 4 > Limits.HeadBytes)
        {
            return HeadRead.TooLarge;
        }

        var lines = source[..(end + 2)];
        var first = lines.IndexOf("\r\n"u8);
        if (!TryReadRequestLine(lines[..first], out head))
        {
            return HeadRead.Invalid;
        }

        var read = head!.ReadFields(lines[(first + 2)..]);
        if (read != HeadRead.Whole)
        {
            head = null;
            return read;
        }

        head.Length = end + 4;
        if (head.Query.Length > Limits.QueryBytes)
        {
            head = null;
            return HeadRead.TooLarge;
        }

        return HeadRead.Whole;
    }

    private static bool TryReadRequestLine(ReadOnlySpan<byte> line, out RequestHead? head)
    {
        head = null;
        var afterMethod = line.IndexOf((byte)' ');
        if (afterMethod is < 1 or > 20 || line[..afterMethod].ContainsAnyExcept(Token))
        {
            return false;
        }

        var rest = line[(afterMethod + 1)..];
        var afterTarget = rest.IndexOf((byte)' ');
        if (afterTarget < 1 || rest[0] != '/' || rest[..afterTarget].ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
        {
            return false;
        }

        var version = rest[(afterTarget + 1)..];
        if (!version.SequenceEqual("HTTP/1.1"u8) && !version.SequenceEqual("HTTP/1.0"u8))
        {
            return false;
        }

        var target = rest[..afterTarget];
        var question = target.IndexOf((byte)'?');
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? default : target[(question + 1)..];
        head = new(Encoding.ASCII.GetString(line[..afterMethod]), Encoding.ASCII.GetString(path), Encoding.ASCII.GetString(query))
        {
            KeepAlive = version[7] == '1',
            HasHost = version[7] == '0', // HTTP/1.0 needs none
        };
        return true;
    }

    private HeadRead ReadFields(ReadOnlySpan<byte> lines)
    {
        for (var fields = 0; lines.Length > 0; fields++)
        {
            var end = lines.IndexOf("\r\n"u8);
            var line = lines[..end];
            lines = lines[(end + 2)..];
            var colon = line.IndexOf((byte)':');
            if (fields == MostFields)
            {
                return HeadRead.TooLarge;
            }

            // A folded line, a space before the colon, a bare CR or LF: what smuggles requests past others (RFC 9112 section 5).
            if (
                colon < 1
                || line[..colon].ContainsAnyExcept(Token)
                || line[(colon + 1)..].ContainsAnyInRange((byte)0x0A, (byte)0x1F)
                || line.Contains((byte)0)
            )
            {
                return HeadRead.Invalid;
            }

            var read = Take(Encoding.ASCII.GetString(line[..colon]), Encoding.Latin1.GetString(line[(colon + 1)..].Trim(" \t"u8)));
            if (read != HeadRead.Whole)
            {
                return read;
            }
        }

        UpgradesToWebSocket &= ConnectionUpgrade;
        return HasHost ? HeadRead.Whole : HeadRead.Invalid;
    }

    private HeadRead Take(string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "HOST":
                HasHost = true;
                Host = value;
                break;
            case "USER-AGENT":
                UserAgent = value;
                break;
            case "EXPECT":
                ExpectsContinue |= Lists(value, "100-continue");
                break;
            case "CONNECTION":
                ConnectionUpgrade |= Lists(value, "upgrade");
                KeepAlive &= !Lists(value, "close");
                break;
            case "UPGRADE":
                UpgradesToWebSocket |= Lists(value, "websocket");
                break;
            case "SEC-WEBSOCKET-KEY":
                WebSocketKey = value;
                break;
            case "SEC-WEBSOCKET-VERSION":
                WebSocketVersion = value;
                break;
            case "SEC-WEBSOCKET-PROTOCOL":
                WebSocketProtocols = WebSocketProtocols is null ? value : $"{WebSocketProtocols},{value}";
                break;
            case "CONTENT-LENGTH":
                return TakeContentLength(value);
            case "TRANSFER-ENCODING":
                // Nothing but one "chunked", and never beside a length: what two readers could understand differently is refused (RFC 9112 section 6.3).
                var isFirst = !IsChunked;
                IsChunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
                return isFirst && IsChunked && ContentLength < 0 ? HeadRead.Whole : HeadRead.Invalid;
        }

        return HeadRead.Whole;
    }

    private HeadRead TakeContentLength(string value)
    {
        if (ContentLength >= 0 || IsChunked || value.Length == 0 || !value.All(char.IsAsciiDigit))
        {
            return HeadRead.Invalid;
        }

        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return HeadRead.TooLarge;
        }

        ContentLength = length;
        return HeadRead.Whole;
    }

    public static bool Lists(string value, string item)
    {
        foreach (var part in value.AsSpan().Split(','))
        {
            if (value.AsSpan(part).Trim().Equals(item, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
