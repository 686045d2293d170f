using System.Net;

namespace Ispeed.TestPoint.Settings;

/// <summary>What the operator of a test point chooses.</summary>
internal sealed record PointSettings
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Operator { get; init; }

    /// <summary>Null: every address of the machine, IPv6 and IPv4.</summary>
    public IPAddress? Bind { get; init; }

    public int Port { get; init; } = 8081;

    /// <summary>Null: no TLS port.</summary>
    public int? TlsPort { get; init; }

    public int AdminPort { get; init; } = 9081;

    public IPAddress AdminBind { get; init; } = IPAddress.Loopback;

    public required string Data { get; init; }

    public string? Certificate { get; init; }

    public string? CertificateKey { get; init; }

    public string? PublicUrl { get; init; }

    public string? PublicSecureUrl { get; init; }

    public Uri? Hub { get; init; }

    public string? EnrolmentKey { get; init; }

    public bool Open { get; init; }

    /// <summary>Program and version, as it is written into records.</summary>
    public static string Software { get; } = $"ispeed-testpoint/{typeof(PointSettings).Assembly.GetName().Version?.ToString(3) ?? "0"}";
}
