using System.Text;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Foreign.Ndt7;

/// <summary>The query of an ndt7 request (ndt7 0.11, "Query string parameters"): what the client says of itself, and whether it asks for an early end.</summary>
/// <param name="EarlyExit">Whether the download ends when 250 MB are acknowledged.</param>
/// <param name="Tag">What the client says of itself, as it came: the same in both directions of a run.</param>
internal sealed record NdtQuery(bool EarlyExit, string Tag)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null, and why, when the query is too long, cannot be decoded, or has an empty or repeated key. Never throws.</summary>
    public static NdtQuery? TryParse(string query, out string fault)
    {
        fault = string.Empty;
        if (query.Length > Limits.QueryBytes)
        {
            fault = $"The query is longer than {Limits.QueryBytes} bytes.";
            return null;
        }

        HashSet<string> keys = new(StringComparer.Ordinal);
        List<string> about = [];
        var early = false;
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (
                !TryDecode(equals < 0 ? part : part[..equals], out var key)
                || !TryDecode(equals < 0 ? "" : part[(equals + 1)..], out var value)
            )
            {
                fault = "The query is not percent-encoded UTF-8.";
                return null;
            }

            if (key.Length == 0 || !keys.Add(key))
            {
                fault = $"The key '{key}' is empty or repeated.";
                return null;
            }

            if (key == "early_exit")
            {
                early = value == EarlyExitValue;
                if (!early)
                {
                    fault = $"The only early_exit is {EarlyExitValue}.";
                    return null;
                }
            }
            else if (key != "access_token" && !key.StartsWith("server_", StringComparison.Ordinal))
            {
                about.Add(part); // access tokens are another network's, server_ keys are the server's own: neither says who this is
            }
        }

        return new(early, string.Join('&', about));
    }

    private static string EarlyExitValue { get; } =
        ForeignLimits.NdtEarlyExitMegabytes.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool TryDecode(string text, out string decoded)
    {
        decoded = string.Empty;
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (
                    i + 2 >= text.Length
                    || !byte.TryParse(
                        text.AsSpan(i + 1, 2),
                        System.Globalization.NumberStyles.AllowHexSpecifier,
                        System.Globalization.CultureInfo.InvariantCulture,
                        out bytes[length]
                    )
                )
                {
                    return false;
                }

                i += 2;
            }
            else
            {
                bytes[length] = text[i] switch
                {
                    '+' => (byte)' ',
                    < (char)128 => (byte)text[i],
                    _ => 0xFF, // never a byte of UTF-8
                };
            }

            length++;
        }

        try
        {
            decoded = Strict.GetString(bytes, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false; // not UTF-8
        }
    }
}
