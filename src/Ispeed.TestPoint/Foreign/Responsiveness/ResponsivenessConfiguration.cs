using System.Text.Json.Serialization;

namespace Ispeed.TestPoint.Foreign.Responsiveness;

/// <summary>What a responsiveness client asks first (draft-ietf-ippm-responsiveness, "Test Server Configuration").</summary>
internal sealed record ResponsivenessConfiguration(
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("urls")] ResponsivenessUrls Urls,
    [property: JsonPropertyName("test_endpoint")] string TestEndpoint
)
{
    /// <summary>Where clients look for it: the draft's place, and the one of older programs.</summary>
    public static bool IsAt(string path) => path is "/.well-known/nq" or "/config";

    /// <summary>The objects on this host.</summary>
    /// <param name="host">The host as the client reached it, with brackets where it is an IPv6 address, without a port; null when it cannot be one.</param>
    /// <param name="port">The port of the objects.</param>
    public static ResponsivenessConfiguration? For(string? host, int port)
    {
        if (host is null || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            return null;
        }

        var start = $"https://{host}:{port}";
        return new(
            1,
            new(start + ResponsivenessAnswers.Small, start + ResponsivenessAnswers.Large, start + ResponsivenessAnswers.Upload),
            host
        );
    }

    /// <summary>The host of a Host field, brackets kept; null where it is none.</summary>
    public static string? HostOf(string? field) =>
        Uri.TryCreate($"https://{field}/", UriKind.Absolute, out var url) && url is { UserInfo.Length: 0, AbsolutePath: "/" }
            ? url.Host
            : null;
}

/// <summary>Each object under its name of today, and the one that programs from before the draft's seventh version know.</summary>
internal sealed record ResponsivenessUrls(
    [property: JsonPropertyName("small_download_url")] string Small,
    [property: JsonPropertyName("large_download_url")] string Large,
    [property: JsonPropertyName("upload_url")] string Upload
)
{
    [JsonPropertyName("small_https_download_url")]
    public string OlderSmall => Small;

    [JsonPropertyName("large_https_download_url")]
    public string OlderLarge => Large;

    [JsonPropertyName("https_upload_url")]
    public string OlderUpload => Upload;
}

[JsonSerializable(typeof(ResponsivenessConfiguration))]
internal sealed partial class ResponsivenessJson : JsonSerializerContext;
