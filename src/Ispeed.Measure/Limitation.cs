using System.Text.Json.Serialization;

namespace Ispeed.Measure;

/// <summary>What bounded a figure besides the line itself: such a run is kept and shown, and left out of published figures. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Limitation>))]
public enum Limitation
{
    /// <summary>The device's processor was busy, or the program was not woken in time.</summary>
    [JsonStringEnumMemberName("cpu")]
    Cpu = 1,

    /// <summary>The page was hidden or the program slept during a load.</summary>
    [JsonStringEnumMemberName("background")]
    Background = 2,

    /// <summary>The Wi-Fi link to the next router is slower than, or about as slow as, the figure.</summary>
    [JsonStringEnumMemberName("slow-wifi")]
    SlowWiFi = 3,

    /// <summary>The figure is what a 10 or 100 Mbit/s Ethernet port gives.</summary>
    [JsonStringEnumMemberName("slow-port")]
    SlowPort = 4,

    /// <summary>The way leads through a VPN: what was measured is the tunnel.</summary>
    [JsonStringEnumMemberName("vpn")]
    Vpn = 5,

    /// <summary>The sender's program had nothing to send for part of the load.</summary>
    [JsonStringEnumMemberName("app-limited")]
    Application = 6,

    /// <summary>The receiver's window held the sender back for part of the load.</summary>
    [JsonStringEnumMemberName("rwnd-limited")]
    ReceiveWindow = 7,

    /// <summary>The sender's buffer held it back for part of the load.</summary>
    [JsonStringEnumMemberName("sndbuf-limited")]
    SendBuffer = 8,

    /// <summary>A browser cannot read faster than this; the program can.</summary>
    [JsonStringEnumMemberName("browser")]
    Browser = 9,

    /// <summary>The test point was the limit: its reserved rate, its load, or its own self-check.</summary>
    [JsonStringEnumMemberName("test-point")]
    TestPoint = 10,
}
