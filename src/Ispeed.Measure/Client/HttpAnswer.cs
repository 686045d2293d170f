using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ispeed.Measure.Client;

/// <summary>An HTTP/1.1 answer as its bytes come in: status, headers, and a body of a stated length or until the end of the stream.</summary>
internal sealed class HttpAnswer
{
    private readonly ArrayBufferWriter<byte> bytes = new();
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
    private int headLength;

    public int Status { get; private set; }

    public bool HasHead => headLength > 0;

    public bool IsEmpty => bytes.WrittenCount == 0;

    public long Length => bytes.WrittenCount;

    /// <summary>Whether the body has no stated length.</summary>
    public bool EndsWithStream => HasHead && Status != 101 && ContentLength is null;

    public bool IsWhole => HasHead && ContentLength is { } length && bytes.WrittenCount >= headLength + length;

    /// <summary>What came behind the head.</summary>
    public byte[] Body => bytes.WrittenSpan[headLength..].ToArray();

    private long? ContentLength =>
        long.TryParse(Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    public string? Header(string name) => headers.GetValueOrDefault(name);

    /// <summary>Takes more bytes; false when they cannot be an answer.</summary>
    public bool Add(ReadOnlySpan<byte> more)
    {
        bytes.Write(more);
        if (HasHead)
        {
            return true;
        }

        var all = bytes.WrittenSpan;
        var end = all.IndexOf("\r\n\r\n"u8);
        return end < 0 ? StartsLikeHttp(all) : TryReadHead(all, end);
    }

    private static bool StartsLikeHttp(ReadOnlySpan<byte> all) => "HTTP/1."u8.StartsWith(all[..Math.Min(all.Length, 7)]);

    private bool TryReadHead(ReadOnlySpan<byte> all, int end)
    {
        var lines = Encoding.Latin1.GetString(all[..end]).Split("\r\n");
        var first = lines[0].Split(' ', 3);
        if (
            !StartsLikeHttp(all)
            || first.Length < 2
            || !int.TryParse(first[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
        )
        {
            return false;
        }

        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                return false;
            }

            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        Status = status;
        headLength = end + 4;
        return true;
    }
}
