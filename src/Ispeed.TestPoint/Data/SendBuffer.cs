using System.Globalization;

namespace Ispeed.TestPoint.Data;

/// <summary>How much the kernel lets a socket hold: rate times round-trip time must fit in twice, or BBR never leaves start-up (4 MB: 100 Mbit/s over 150 ms does not fit).</summary>
internal static class SendBuffer
{
    public const long Wanted = 64 << 20;

    public const string Advice = "sysctl -w net.ipv4.tcp_wmem=\"4096 16384 67108864\"";

    private const string Setting = "/proc/sys/net/ipv4/tcp_wmem";

    /// <summary>Bytes; null where the kernel does not say.</summary>
    public static long? Largest()
    {
        try
        {
            return File.Exists(Setting) ? Parse(File.ReadAllText(Setting)) : null;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null; // a container that hides it
        }
    }

    public static long? Parse(string setting) =>
        setting.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, _, var largest]
        && long.TryParse(largest, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : null;
}
