using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Ispeed.Measure;

/// <summary>How the device reaches its operator. "Mobile" is the sum of 2G to 5G, not a value of its own. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Access>))]
public enum Access
{
    /// <summary>No evidence tells; a first-class value, common in browsers.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown = 0,

    /// <summary>A wired line: fibre, cable, copper.</summary>
    [JsonStringEnumMemberName("fixed")]
    Fixed = 1,

    /// <summary>GSM family.</summary>
    [JsonStringEnumMemberName("2g")]
    Mobile2G = 2,

    /// <summary>UMTS family.</summary>
    [JsonStringEnumMemberName("3g")]
    Mobile3G = 3,

    /// <summary>LTE.</summary>
    [JsonStringEnumMemberName("4g")]
    Mobile4G = 4,

    /// <summary>NR, standalone or not.</summary>
    [JsonStringEnumMemberName("5g")]
    Mobile5G = 5,

    /// <summary>Wi-Fi; what is behind it is not known.</summary>
    [JsonStringEnumMemberName("wifi")]
    WiFi = 6,
}

/// <summary>The one spelling of an access on the wire, in files and in metrics.</summary>
public static class AccessWire
{
    /// <summary>The access as it is written outside the programs.</summary>
    public static string ToWire(this Access access) =>
        access switch
        {
            Access.Unknown => "unknown",
            Access.Fixed => "fixed",
            Access.Mobile2G => "2g",
            Access.Mobile3G => "3g",
            Access.Mobile4G => "4g",
            Access.Mobile5G => "5g",
            Access.WiFi => "wifi",
            _ => throw new UnreachableException(),
        };

    /// <summary>Whether the access belongs to the sum "mobile".</summary>
    public static bool IsMobile(this Access access) => access is Access.Mobile2G or Access.Mobile3G or Access.Mobile4G or Access.Mobile5G;

    /// <summary>Reads the wire spelling; false for anything else.</summary>
    public static bool TryParse(string? text, out Access access)
    {
        foreach (var candidate in Enum.GetValues<Access>())
        {
            if (candidate.ToWire() == text)
            {
                access = candidate;
                return true;
            }
        }

        access = Access.Unknown;
        return false;
    }
}
