using System.Globalization;
using System.Text;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

/// <summary>The parameters of a request that the protocol names; others are ignored.</summary>
internal sealed record RequestQuery
{
    private const int LongestName = 128;

    public Guid? Run { get; private set; }

    /// <summary>The measurement id where it is no UUID; null where it is one.</summary>
    public string? FreeName { get; private set; }

    public int? Streams { get; private set; }

    public TimeSpan Duration { get; private set; } = Limits.DefaultLoadTime;

    public string? CongestionControl { get; private set; }

    public long Bytes { get; private set; } = long.MaxValue;

    public bool Hold { get; private set; }

    public string? AccessToken { get; private set; }

    /// <summary>Null, and which parameter it was, when one is repeated, empty or cannot be read. Never throws.</summary>
    public static RequestQuery? TryParse(string query, out string fault)
    {
        var parsed = new RequestQuery();
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var part in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(part);
            var equals = pair.IndexOf('=');
            if (
                !TryDecode(equals < 0 ? pair : pair[..equals], out var name)
                || !TryDecode(equals < 0 ? default : pair[(equals + 1)..], out var value)
            )
            {
                fault = "The query has a broken percent escape.";
                return null;
            }

            if (
                IsNamed(name)
                && (!seen.Add(name) || !(MayBeEmpty(name) && value.Length == 0) && (value.Length == 0 || !parsed.TryTake(name, value)))
            )
            {
                fault = $"The parameter '{name}' is repeated, empty or not a value that it can have.";
                return null;
            }
        }

        fault = string.Empty;
        return parsed;
    }

    private static bool IsNamed(string name) =>
        name is "mid" or "streams" or "duration" or "cc" or "bytes" or "ispeed_hold" or "access_token";

    // MSAK's own client writes "cc=" and "bytes=0" where nothing was chosen.
    private static bool MayBeEmpty(string name) => name is "cc" or "duration" or "bytes";

    private bool TryTake(string name, string value)
    {
        switch (name)
        {
            case "mid":
                Run = Guid.TryParseExact(value, "D", out var run) ? run : null;
                FreeName = Run is null ? value : null;
                return value.Length <= LongestName;
            case "streams":
                Streams = TryNumber(value, out var streams) && streams is >= 1 and <= 1000 ? (int)streams : null;
                return Streams is not null;
            case "duration":
                Duration = TimeSpan.FromMilliseconds(
                    TryNumber(value, out var millis) ? Math.Min(millis, (long)Limits.LongestLoadTime.TotalMilliseconds) : 0
                );
                return Duration > TimeSpan.Zero;
            case "cc":
                CongestionControl = value is "bbr" or "cubic" or "reno" ? value : null; // an unknown one is ignored
                return true;
            case "bytes":
                var read = TryNumber(value, out var bytes);
                Bytes = bytes > 0 ? bytes : long.MaxValue;
                return read;
            case "ispeed_hold":
                Hold = value == "1";
                return value is "0" or "1";
            default:
                AccessToken = value;
                return true;
        }
    }

    private static bool TryNumber(string value, out long number) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryDecode(ReadOnlySpan<char> text, out string decoded)
    {
        decoded = string.Empty;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                plain.Append(text[i]);
                continue;
            }

            // The values of the protocol are ASCII: an escape beyond it is passed on as a character of its own.
            if (
                i + 2 >= text.Length
                || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            )
            {
                return false;
            }

            plain.Append((char)code);
            i += 2;
        }

        decoded = plain.ToString();
        return true;
    }
}
