using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ispeed.Hub.Operators;

/// <summary>The longest prefix around an address. A few lengths are looked up one after the other, the longest first.</summary>
internal sealed class PrefixTable<T>
    where T : class
{
    private readonly (AddressFamily Family, int Length, Dictionary<UInt128, T> Values)[] lengths;

    public PrefixTable(IEnumerable<(IPNetwork Network, T Value)> prefixes)
    {
        var byLength = new Dictionary<(AddressFamily Family, int Length), Dictionary<UInt128, T>>();
        foreach (var (network, value) in prefixes)
        {
            var key = (network.BaseAddress.AddressFamily, network.PrefixLength);
            if (!byLength.TryGetValue(key, out var values))
            {
                byLength[key] = values = [];
            }

            values[Bits(network.BaseAddress)] = value;
        }

        lengths =
        [
            .. byLength.OrderByDescending(entry => entry.Key.Length).Select(entry => (entry.Key.Family, entry.Key.Length, entry.Value)),
        ];
    }

    public IEnumerable<T> All => lengths.SelectMany(length => length.Values.Values);

    public T? Find(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var (bits, width) = (Bits(plain), plain.AddressFamily is AddressFamily.InterNetwork ? 32 : 128);
        foreach (var (family, length, values) in lengths)
        {
            var kept = length == 0 ? UInt128.Zero : bits >> (width - length) << (width - length);
            if (family == plain.AddressFamily && values.TryGetValue(kept, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return written == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
