using System.Globalization;
using System.Net;
using System.Text;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Http;

/// <summary>LibreSpeed's backend: garbage, empty and getIP, by the names that its front-end, its command line and its app use.</summary>
internal sealed class LibreSpeedAnswers(ForeignRuns runs, PointLimits limits, PointCounters counters, TimeProvider time)
{
    // Some proxies keep what says no-store only once.
    private const string NeverKept = "Cache-Control: no-store, no-cache, must-revalidate, max-age=0, s-maxage=0\r\nPragma: no-cache\r\n";
    private const string AnyOrigin = "Access-Control-Allow-Origin: *\r\n";
    private const string AnyMethod =
        "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\nAccess-Control-Allow-Headers: Content-Encoding, Content-Type\r\n";

    /// <summary>Null for a path that is none of LibreSpeed's.</summary>
    public Answer? Find(RequestHead head, DataChannel channel, IPAddress address)
    {
        var name = NameOf(head.Path);
        if (name is null)
        {
            return null;
        }

        if (!runs.AreTaken)
        {
            return Refuse(Refusal.TicketMissing);
        }

        if (head.Method == "OPTIONS")
        {
            return Plain(head, 204, string.Empty, string.Empty);
        }

        var body = head.IsChunked || head.ContentLength > 0;
        if (head.Method is not ("GET" or "POST") || (head.Method == "POST" && name != "empty") || (head.Method == "GET" && body))
        {
            return Refuse(Refusal.MethodNotAllowed);
        }

        return name switch
        {
            "garbage" => Garbage(head, channel, address),
            "getIP" => Plain(head, 200, "application/json; charset=utf-8", Address(head, address)),
            _ => Empty(head, channel, address),
        };
    }

    /// <summary>The units of a download: what cannot be read is the default, what is too much the most (as LibreSpeed's own server has it).</summary>
    public static int ChunksOf(string query)
    {
        foreach (var part in query.Split('&'))
        {
            if (part.StartsWith("ckSize=", StringComparison.Ordinal))
            {
                var read = long.TryParse(part.AsSpan("ckSize=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var chunks);
                return !read || chunks == 0 ? ForeignLimits.DefaultChunks : (int)Math.Min(chunks, ForeignLimits.MostChunks);
            }
        }

        return ForeignLimits.DefaultChunks;
    }

    private static string? NameOf(string path)
    {
        var name = path.AsSpan(1);
        name = name.StartsWith("backend/", StringComparison.Ordinal) ? name["backend/".Length..] : name;
        name = name.EndsWith(".php", StringComparison.Ordinal) ? name[..^".php".Length] : name;
        return name switch
        {
            "garbage" => "garbage",
            "empty" => "empty",
            "getIP" => "getIP",
            _ => null,
        };
    }

    private Answer Garbage(RequestHead head, DataChannel channel, IPAddress address)
    {
        var bytes = (long)ChunksOf(head.Query) * ForeignLimits.ChunkBytes;
        var answer = Head(
            head,
            200,
            "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=random.dat\r\n"
                + $"Content-Transfer-Encoding: binary\r\nContent-Length: {bytes}\r\n"
        );
        return Join(
            head,
            channel,
            address,
            Direction.Down,
            (run, load) => new SentObject(channel, run, load, answer, bytes, head.KeepAlive, limits, time)
        );
    }

    /// <summary>A ping, or an upload: only what is too long to be a ping belongs to a run.</summary>
    private Answer Empty(RequestHead head, DataChannel channel, IPAddress address)
    {
        if (head.ContentLength > ForeignLimits.UploadBodyBytes)
        {
            return Refuse(Refusal.TooLarge("The limits are in spec/protocol.md."));
        }

        if (!head.IsChunked && head.ContentLength <= Limits.BodyBytes)
        {
            return Plain(head, 200, string.Empty, string.Empty);
        }

        var answer = Head(head, 200, "Content-Length: 0\r\n");
        return Join(
            head,
            channel,
            address,
            Direction.Up,
            (run, load) => new ReceivedBody(channel, run, load, head, answer, limits, counters, time)
        );
    }

    private Answer Join(RequestHead head, DataChannel channel, IPAddress address, Direction direction, Func<Run, Load, HttpTransfer> make)
    {
        var refusal = runs.Join(
            ForeignProtocol.LibreSpeed,
            address,
            head.UserAgent ?? string.Empty,
            direction,
            (run, load, _) => make(run, load),
            out var stream
        );
        if (refusal is not null)
        {
            return Refuse(refusal);
        }

        counters.StreamOpened(direction);
        return new(default, Exchange: (early, stopping) => ServeAsync((HttpTransfer)stream!, early, stopping));
    }

    private async Task<ReadOnlyMemory<byte>?> ServeAsync(HttpTransfer transfer, ReadOnlyMemory<byte> early, CancellationToken stopping)
    {
        try
        {
            return await transfer.ServeAsync(early, stopping);
        }
        finally
        {
            counters.StreamEnded(transfer.Direction, transfer.Reason, transfer.Count().Bytes);
            transfer.Dispose();
        }
    }

    // The address and nothing else: who sells the line is the hub's to know, and no third party is asked.
    private static string Address(RequestHead head, IPAddress address)
    {
        var asksForIsp = head.Query.Split('&').Any(part => part.StartsWith("isp", StringComparison.Ordinal));
        var raw = asksForIsp ? $$"""{"ip":"{{address}}"}""" : "\"\"";
        return $$"""{"processedString":"{{address}}","rawIspInfo":{{raw}}}""";
    }

    private static Answer Plain(RequestHead head, int status, string contentType, string body)
    {
        var type = contentType.Length > 0 ? $"Content-Type: {contentType}\r\n" : string.Empty;
        var length = status == 204 ? string.Empty : $"Content-Length: {body.Length}\r\n";
        return new((byte[])[.. Head(head, status, type + length), .. Encoding.ASCII.GetBytes(body)], head.KeepAlive);
    }

    private static byte[] Head(RequestHead head, int status, string fields) =>
        Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {(status == 204 ? "204 No Content" : "200 OK")}\r\n{fields}{AnyOrigin}{AnyMethod}{NeverKept}"
                + $"Connection: {(head.KeepAlive ? "keep-alive" : "close")}\r\n\r\n"
        );

    private Answer Refuse(Refusal refusal)
    {
        counters.Refused(refusal);
        return new(HttpAnswer.Refuse(refusal));
    }
}
