using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Points;

/// <summary>What a registration must keep to, and how long silence may last.</summary>
internal static partial class PointRules
{
    public const int LongestName = 80;
    public const int LongestSoftware = 80;
    public const int LongestReason = 300;
    private const int LongestUrl = 200;

    /// <summary>Three heartbeats of 10 s.</summary>
    public static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LateFor = TimeSpan.FromMinutes(5);

    /// <summary>How far the clock of a signed message may be from the hub's.</summary>
    public static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(2);

    /// <summary>Null when the registration can be taken, else what is wrong with which member.</summary>
    public static string? WhyNot(PointRegistration registration) =>
        registration switch
        {
            { Id: null } or { Name: null } or { PublicKey: null } or { Software: null } =>
                "The members id, name, publicKey and software must be there.",
            _ when !Id().IsMatch(registration.Id) => "The member id takes 3 to 40 lower-case letters, digits and hyphens.",
            { Name.Length: 0 or > LongestName } => $"The member name takes 1 to {LongestName} characters.",
            { Software.Length: > LongestSoftware } => $"The member software takes at most {LongestSoftware} characters.",
            { Operator: { } code } when !Id().IsMatch(code) =>
                "The member operator takes the code of an operator, or null for a neutral place.",
            { Country: { } country } when !HubCountry.IsCode(country) =>
                "The member country takes two capital letters of ISO 3166-1, for example VN, or null for the hub's own country.",
            { Url: null, SecureUrl: null } =>
                "One of the members url and secureUrl must be there, otherwise no client can reach the test point.",
            { Url: { } url } when !IsAddress(url, "ws") => "The member url takes ws://host:port.",
            { SecureUrl: { } url } when !IsAddress(url, "wss") => "The member secureUrl takes wss://host:port.",
            _ when ReadKey(registration.PublicKey) is not { } key =>
                "The member publicKey takes the base64 of the SubjectPublicKeyInfo of a P-256 key.",
            _ => null,
        };

    /// <summary>A P-256 public key, or null for anything else. The caller disposes it.</summary>
    public static ECDsa? ReadKey(string publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                return key;
            }
        }
        catch (FormatException)
        {
            // not base64: the same answer as another kind of key
        }
        catch (CryptographicException)
        {
            // base64 of something else
        }

        key.Dispose();
        return null;
    }

    public static string Cut(string? text, int longest) =>
        text is null ? string.Empty
        : text.Length <= longest ? text
        : text[..longest];

    /// <summary>A time of a point's clock in seconds since 1970, never later than now; now for one that no clock shows.</summary>
    public static DateTimeOffset Instant(long seconds, DateTimeOffset now) =>
        seconds >= 0 && seconds <= now.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : now;

    public static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static bool IsAddress(string url, string scheme) =>
        url.Length <= LongestUrl
        && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "", Host.Length: > 0 }
        && parsed.Scheme == scheme;

    [GeneratedRegex("^[a-z0-9-]{3,40}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Id();
}
