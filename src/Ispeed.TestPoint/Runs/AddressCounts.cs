using System.Net;
using System.Net.Sockets;

namespace Ispeed.TestPoint.Runs;

/// <summary>How much goes on from each address. An IPv6 subscriber has a /64 or more, so the prefix counts as one address.</summary>
internal sealed class AddressCounts(int most)
{
    private readonly Dictionary<UInt128, int> counts = [];
    private readonly Lock gate = new();

    public bool TryEnter(IPAddress address)
    {
        var place = PlaceOf(address);
        lock (gate)
        {
            var count = counts.GetValueOrDefault(place);
            if (count >= most)
            {
                return false;
            }

            counts[place] = count + 1;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        var place = PlaceOf(address);
        lock (gate)
        {
            if (counts.TryGetValue(place, out var count) && count > 1)
            {
                counts[place] = count - 1;
            }
            else
            {
                counts.Remove(place);
            }
        }
    }

    private static UInt128 PlaceOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
        }
        else
        {
            bytes[15] = 4; // no IPv6 prefix ends so: the two families never meet
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
