using System.Net;
using Ispeed.Measure;

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

    /// <summary>Whether clients of other projects, who have no ticket, are served beside those of the hub.</summary>
    public bool Foreign { get; init; }

    /// <summary>What an address prefix may move without a ticket in an hour. An open point is there for everybody; elsewhere it is about two full ndt7 runs on a gigabit line.</summary>
    public ByteCount ForeignBudget
    {
        get => field.Bytes > 0 ? field : ByteCount.FromMegabytes(Open ? 100_000 : 5_000);
        init;
    }

    public bool TakesForeign => Open || Foreign;

    /// <summary>UDP port of the STAMP reflector; null for none.</summary>
    public int? StampPort { get; init; }

    /// <summary>UDP port of latency1; null for none. Its clients know only 1053.</summary>
    public int? LatencyPort { get; init; }

    /// <summary>TCP port of responsiveness clients; null for none.</summary>
    public int? ResponsivenessPort { get; init; }

    /// <summary>What the line of this machine carries; null: what the self-check finds the machine to carry.</summary>
    public BitRate? Capacity { get; init; }

    /// <summary>Whether the point checks its own capacity and accuracy.</summary>
    public bool SelfCheck { get; init; } = true;

    /// <summary>Program and version, as it is written into records.</summary>
    public static string Software { get; } = $"ispeed-testpoint/{typeof(PointSettings).Assembly.GetName().Version?.ToString(3) ?? "0"}";
}
