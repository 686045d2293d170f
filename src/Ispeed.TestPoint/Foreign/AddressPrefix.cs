using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ispeed.TestPoint.Foreign;

/// <summary>The network that a client without a ticket is counted under: IPv4 /24, IPv6 /48. Whoever has one address usually has its neighbours too.</summary>
internal readonly record struct AddressPrefix(UInt128 Bits)
{
    private const byte Ipv4Mark = 4; // in the last byte, which no IPv6 prefix uses: the families never meet

    public static AddressPrefix Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[6..].Clear();
        }
        else
        {
            bytes[3] = 0;
            bytes[15] = Ipv4Mark;
        }

        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
