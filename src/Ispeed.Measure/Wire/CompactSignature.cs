using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ispeed.Measure.Wire;

/// <summary>Signed JSON as a compact JWS (RFC 7515) with ES256 (RFC 7518 section 3.4) and nothing else: one algorithm, so there is none to confuse.</summary>
public static class CompactSignature
{
    /// <summary>Characters of the longest token that is looked at.</summary>
    public const int LongestToken = 65_536;

    /// <summary>Signs a payload.</summary>
    /// <param name="payload">What is signed.</param>
    /// <param name="type">How to write it as JSON.</param>
    /// <param name="key">A P-256 private key.</param>
    /// <param name="keyId">What the verifier finds the public key by.</param>
    /// <param name="kind">What the token is for: a token of one kind is refused as another (RFC 8725 section 3.11).</param>
    public static string Sign<T>(T payload, JsonTypeInfo<T> type, ECDsa key, string keyId, string kind)
    {
        ArgumentNullException.ThrowIfNull(key);
        var head = JsonSerializer.SerializeToUtf8Bytes(new JwsHead("ES256", keyId, kind), MeasureJson.Default.JwsHead);
        var body = JsonSerializer.SerializeToUtf8Bytes(payload, type);
        var signed = $"{Base64Url.EncodeToString(head)}.{Base64Url.EncodeToString(body)}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(signed),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Who claims to have signed, so that the key can be looked up; nothing is proved yet. Never throws.</summary>
    public static bool TryReadKeyId(string? token, out string keyId)
    {
        keyId = string.Empty;
        if (TryReadHead(token, out var head, out _, out _))
        {
            keyId = head.KeyId;
            return true;
        }

        return false;
    }

    /// <summary>Checks the signature and reads the payload; false for anything malformed, of another kind or not signed by the key. Never throws.</summary>
    public static bool TryVerify<T>(string? token, JsonTypeInfo<T> type, ECDsa key, string kind, out T? payload)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        payload = null;
        if (!TryReadHead(token, out var head, out var firstDot, out var secondDot) || head.Kind != kind)
        {
            return false;
        }

        var signature = new byte[64];
        var signatureText = token.AsSpan(secondDot + 1);
        if (!Base64Url.TryDecodeFromChars(signatureText, signature, out var length) || length != 64)
        {
            return false;
        }

        var signed = Encoding.ASCII.GetBytes(token![..secondDot]);
        if (!key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
        {
            return false;
        }

        return TryReadPayload(token.AsSpan(firstDot + 1, secondDot - firstDot - 1), type, out payload);
    }

    /// <summary>Reads the payload of a token of a kind and checks no signature: only for a reader that has another proof of it. Never throws.</summary>
    public static bool TryReadUnproved<T>(string? token, JsonTypeInfo<T> type, string kind, out T? payload)
        where T : class
    {
        payload = null;
        return TryReadHead(token, out var head, out var firstDot, out var secondDot)
            && head.Kind == kind
            && TryReadPayload(token.AsSpan(firstDot + 1, secondDot - firstDot - 1), type, out payload);
    }

    private static bool TryReadPayload<T>(ReadOnlySpan<char> text, JsonTypeInfo<T> type, out T? payload)
        where T : class
    {
        try
        {
            payload = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), type);
            return payload is not null;
        }
        catch (JsonException)
        {
            payload = null; // not what this reader understands: the same answer as unsigned
            return false;
        }
        catch (FormatException)
        {
            payload = null; // not base64url
            return false;
        }
    }

    private static bool TryReadHead(string? token, out JwsHead head, out int firstDot, out int secondDot)
    {
        head = new(string.Empty, string.Empty, string.Empty);
        firstDot = -1;
        secondDot = -1;
        if (token is null || token.Length > LongestToken)
        {
            return false;
        }

        firstDot = token.IndexOf('.', StringComparison.Ordinal);
        secondDot = firstDot < 0 ? -1 : token.IndexOf('.', firstDot + 1);
        if (secondDot < 0 || token.IndexOf('.', secondDot + 1) >= 0)
        {
            return false;
        }

        try
        {
            var read = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(token.AsSpan(0, firstDot)), MeasureJson.Default.JwsHead);
            if (read is not { Algorithm: "ES256", KeyId.Length: > 0, Kind.Length: > 0 })
            {
                return false;
            }

            head = read;
            return true;
        }
        catch (JsonException)
        {
            return false; // not a JWS head
        }
        catch (FormatException)
        {
            return false; // not base64url
        }
    }
}

/// <summary>The protected head of a JWS.</summary>
/// <param name="Algorithm">Always <c>ES256</c>.</param>
/// <param name="KeyId">Whose key: the hub's key id, or the test point's id.</param>
/// <param name="Kind">What the token is for.</param>
public sealed record JwsHead(
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("kid")] string KeyId,
    [property: JsonPropertyName("typ")] string Kind
);
