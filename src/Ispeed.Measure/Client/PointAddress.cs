using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ispeed.Measure.Client;

/// <summary>The data port of a test point.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="IsSecure">Whether TLS is spoken.</param>
public sealed record PointAddress(string Host, int Port, bool IsSecure)
{
    private const int PlainPort = 80;
    private const int SecurePort = 443;

    /// <summary>The IP address that the run stays with once one has answered.</summary>
    internal IPAddress? Remote { get; init; }

    /// <summary>This device's end, where the person chose it.</summary>
    internal LocalEnd? Local { get; init; }

    /// <summary>The IP version of <see cref="Remote"/>; null before one has answered.</summary>
    internal int? Family => Remote is null ? null : IpFamily.Of(Remote);

    /// <summary>Reads <c>ws://host[:port]</c> or <c>wss://host[:port]</c>.</summary>
    /// <param name="text">What was typed or what the hub sent.</param>
    /// <param name="address">The address.</param>
    /// <param name="complaint">Otherwise a sentence that says what is wrong and what to write instead.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PointAddress? address, [NotNullWhen(false)] out string? complaint)
    {
        address = null;
        complaint = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            complaint = $"\"{text}\" is not the address of a test point. Write ws://host:port, or wss://host:port for TLS.";
            return false;
        }

        if (uri.Scheme is not ("ws" or "wss"))
        {
            complaint = $"\"{text}\" starts with {uri.Scheme}://, but a test point is reached by ws:// or, with TLS, wss://.";
            return false;
        }

        if (uri.PathAndQuery is not ("/" or "") || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            complaint = $"\"{text}\" has more than host and port. Write ws://host:port without a path.";
            return false;
        }

        var secure = uri.Scheme == "wss";
        var port =
            uri.IsDefaultPort || uri.Port < 0
                ? secure
                    ? SecurePort
                    : PlainPort
                : uri.Port;
        if (port == 0)
        {
            complaint = $"\"{text}\" has port 0. A port is a number from 1 to 65535.";
            return false;
        }

        address = new(uri.IdnHost.Trim('[', ']'), port, secure);
        return true;
    }

    /// <summary>A socket for this address that leaves through <see cref="Local"/>. Throws <see cref="SocketException"/>.</summary>
    internal Socket OpenSocket(SocketType type, ProtocolType protocol)
    {
        var opened = Remote is { } ip ? new Socket(ip.AddressFamily, type, protocol) : new Socket(type, protocol);
        try
        {
            Local?.Attach(opened);
            return opened;
        }
        catch (SocketException)
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Host and port as in the Host header.</summary>
    public string Authority =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>As it is read by <see cref="TryParse"/>.</summary>
    public override string ToString() => $"{(IsSecure ? "wss" : "ws")}://{Authority}";
}
