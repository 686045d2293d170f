using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Measure;

namespace Ispeed.Hub.Screening;

/// <summary>
/// Why a whole run is in no figure. The first ten are the limitations of the wire, by the same numbers and words. The words are published and stand
/// beside sentences in the pages' texts, the numbers are stored as bits: never renumber, never rename.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Flag>))]
internal enum Flag
{
    [JsonStringEnumMemberName("cpu")]
    Cpu = Limitation.Cpu,

    [JsonStringEnumMemberName("background")]
    Background = Limitation.Background,

    [JsonStringEnumMemberName("slow-wifi")]
    SlowWiFi = Limitation.SlowWiFi,

    [JsonStringEnumMemberName("slow-port")]
    SlowPort = Limitation.SlowPort,

    /// <summary>A VPN, a relay, or any other network of servers.</summary>
    [JsonStringEnumMemberName("vpn")]
    Vpn = Limitation.Vpn,

    [JsonStringEnumMemberName("app-limited")]
    Application = Limitation.Application,

    [JsonStringEnumMemberName("rwnd-limited")]
    ReceiveWindow = Limitation.ReceiveWindow,

    [JsonStringEnumMemberName("sndbuf-limited")]
    SendBuffer = Limitation.SendBuffer,

    [JsonStringEnumMemberName("browser")]
    Browser = Limitation.Browser,

    /// <summary>The test point was busy, or found itself to be the limit.</summary>
    [JsonStringEnumMemberName("test-point")]
    TestPoint = Limitation.TestPoint,

    /// <summary>The test point stands in another country.</summary>
    [JsonStringEnumMemberName("abroad")]
    Abroad = 11,

    /// <summary>The two sides were not both there, or did not agree.</summary>
    [JsonStringEnumMemberName("not-attested")]
    NotAttested = 12,

    /// <summary>The run was too short for its figure to have an upper end.</summary>
    [JsonStringEnumMemberName("interval-unknown")]
    IntervalUnknown = 13,

    /// <summary>The run came from one network, and its result, right after it, from another.</summary>
    [JsonStringEnumMemberName("network-changed")]
    NetworkChanged = 14,

    /// <summary>The network is known to belong to another country.</summary>
    [JsonStringEnumMemberName("foreign-network")]
    ForeignNetwork = 15,

    /// <summary>Faster than the technology of the access can be.</summary>
    [JsonStringEnumMemberName("beyond-technology")]
    BeyondTechnology = 16,

    /// <summary>Said to be mobile, and cannot be: the operator sells none, or the way is shorter than the radio allows.</summary>
    [JsonStringEnumMemberName("not-mobile")]
    NotMobile = 17,

    /// <summary>Began before another run of the same device had ended, or is a copy of it.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate = 18,

    /// <summary>One of too many of one device on one day.</summary>
    [JsonStringEnumMemberName("too-many")]
    TooMany = 19,

    /// <summary>One of a row that no person makes: at even distances.</summary>
    [JsonStringEnumMemberName("too-regular")]
    TooRegular = 20,
}

/// <summary>A set of flags as it is stored: bit n − 1 stands for flag n.</summary>
internal static class Flags
{
    /// <summary>The limitations of the wire are the lowest bits of a set of flags.</summary>
    public const int Limitations = (1 << (int)Limitation.TestPoint) - 1;

    /// <summary>What only a device's other runs of the day tell.</summary>
    public static readonly int OfDay = Flag.Duplicate.Bit() | Flag.TooMany.Bit() | Flag.TooRegular.Bit();

    private static readonly FrozenDictionary<Flag, string> Words = Enum.GetValues<Flag>()
        .ToFrozenDictionary(flag => flag, flag => JsonSerializer.SerializeToElement(flag).GetString()!);

    public static int Bit(this Flag flag) => 1 << ((int)flag - 1);

    /// <summary>In the order of their numbers.</summary>
    public static IReadOnlyList<Flag> In(int bits) => [.. Words.Keys.Where(flag => (bits & flag.Bit()) != 0).Order()];

    /// <summary>As it is spelt on the wire, in files, and in the names of the sentences about it.</summary>
    public static string ToWire(this Flag flag) => Words[flag];
}
