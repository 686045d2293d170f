using System.Net;
using System.Net.Sockets;
using Ispeed.Hub.Operators;

namespace Ispeed.Hub.Ingest;

/// <summary>What is kept of a client's address: the network around it and who runs it. The address itself goes no further.</summary>
internal sealed record ClientNetwork(string? Prefix, NetworkOrigin? Origin, int? Family)
{
    public static ClientNetwork None { get; } = new(null, null, null);

    /// <summary>By the operator tables of the day on which it was measured.</summary>
    public static ClientNetwork Of(IPAddress? address, OperatorDirectory operators, DateOnly on)
    {
        if (address is null)
        {
            return None;
        }

        return new(PrefixOf(address), operators.Find(address, on), FamilyOf(address));
    }

    private static int FamilyOf(IPAddress address) =>
        address.AddressFamily is AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6 ? 4 : 6;

    /// <summary>/24 or /48.</summary>
    private static string PrefixOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        var kept = plain.AddressFamily is AddressFamily.InterNetwork ? 3 : 6;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
