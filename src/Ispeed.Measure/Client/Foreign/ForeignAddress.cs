using System.Diagnostics.CodeAnalysis;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>What another project's server speaks.</summary>
public enum ForeignProtocol
{
    /// <summary>M-Lab's ndt7.</summary>
    Ndt7,

    /// <summary>LibreSpeed's backend.</summary>
    LibreSpeed,
}

/// <summary>The address of another project's server: <c>ndt7://</c>, <c>ndt7s://</c>, <c>librespeed://</c> or <c>librespeeds://</c>, the ones with s over TLS.</summary>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Point">Host, port and TLS.</param>
/// <param name="Path">LibreSpeed: the folder of its backend, ending with a slash; <c>/</c> for ndt7, whose paths are fixed.</param>
public sealed record ForeignAddress(ForeignProtocol Protocol, PointAddress Point, string Path)
{
    private static readonly string[] Schemes = ["ndt7", "ndt7s", "librespeed", "librespeeds"];

    /// <summary>Whether the text means such a server, well written or not.</summary>
    public static bool IsMeant(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Array.Exists(Schemes, scheme => text.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="address">The address.</param>
    /// <param name="complaint">Otherwise a sentence that says what is wrong and what to write instead.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ForeignAddress? address, [NotNullWhen(false)] out string? complaint)
    {
        address = null;
        complaint =
            $"\"{text}\" is not the address of a server. Write ndt7://host:port or librespeed://host:port/path/, with s before the colon for TLS.";
        if (!IsMeant(text) || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Port == 0)
        {
            return false;
        }

        var protocol = uri.Scheme.StartsWith("ndt7", StringComparison.Ordinal) ? ForeignProtocol.Ndt7 : ForeignProtocol.LibreSpeed;
        if (
            uri.UserInfo.Length > 0
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0
            || (protocol == ForeignProtocol.Ndt7 && uri.AbsolutePath is not ("/" or ""))
        )
        {
            return false;
        }

        var secure = uri.Scheme.EndsWith('s');
        var path = uri.AbsolutePath.TrimEnd('/') + "/";
        address = new(
            protocol,
            new(
                uri.IdnHost.Trim('[', ']'),
                uri.Port > 0 ? uri.Port
                    : secure ? 443
                    : 80,
                secure
            ),
            path
        );
        complaint = null;
        return true;
    }

    /// <summary>As it is read by <see cref="TryParse"/>.</summary>
    public override string ToString() =>
        $"{(Protocol == ForeignProtocol.Ndt7 ? "ndt7" : "librespeed")}{(Point.IsSecure ? "s" : "")}://{Point.Authority}{(Path == "/" ? "" : Path)}";
}
