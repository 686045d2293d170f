using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Ispeed.Hub.Operators;

/// <summary>Address to autonomous system: sorted boundaries, found by halving. The format is described in <c>web/data/build-asn.mjs</c>, which makes the shipped file; <see cref="AsnTableFile"/> writes it, too.</summary>
internal sealed class AsnTable
{
    /// <summary>Set in the place of a network where the addresses are registered in Viet Nam.</summary>
    public const uint InCountry = 1u << 31;

    public const int HeadLength = 32;
    private const int LongestBody = 64 << 20;
    public static readonly byte[] Magic = "iSpASN2\0"u8.ToArray();

    private readonly uint[] asns;
    private readonly int[] nameStarts;
    private readonly byte[] names;
    private readonly uint[] v4Starts;
    private readonly uint[] v4Networks;
    private readonly ulong[] v6Starts;
    private readonly uint[] v6Networks;

    private AsnTable(
        DateOnly date,
        uint[] asns,
        int[] nameStarts,
        byte[] names,
        uint[] v4Starts,
        uint[] v4Networks,
        ulong[] v6Starts,
        uint[] v6Networks
    )
    {
        Date = date;
        this.asns = asns;
        this.nameStarts = nameStarts;
        this.names = names;
        this.v4Starts = v4Starts;
        this.v4Networks = v4Networks;
        this.v6Starts = v6Starts;
        this.v6Networks = v6Networks;
    }

    public DateOnly Date { get; }

    public int Networks => asns.Length - 1;

    /// <summary>False for anything that is not a whole and consistent table; never an exception.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out AsnTable? table)
    {
        table = null;
        if (file.Length < HeadLength || !file.StartsWith(Magic) || !TryDate(Number(file, 8), out var date))
        {
            return false;
        }

        var (networks, v4, v6, nameBytes, length) = (
            Number(file, 12),
            Number(file, 16),
            Number(file, 20),
            Number(file, 24),
            Number(file, 28)
        );
        if (length > LongestBody || length != 6L * networks + nameBytes + 8L * v4 + 12L * v6 || networks == 0 || v4 == 0 || v6 == 0)
        {
            return false;
        }

        var body = new byte[length];
        if (!BrotliDecoder.TryDecompress(file[HeadLength..], body, out var written) || written != body.Length)
        {
            return false;
        }

        var reader = new Columns(body);
        var numbers = reader.Next<uint>(networks);
        var places = Starts(reader.Next<ushort>(networks));
        var text = reader.Next<byte>(nameBytes);
        var (starts4, owners4) = (reader.Next<uint>(v4), reader.Next<uint>(v4));
        var (starts6, owners6) = (reader.Next<ulong>(v6), reader.Next<uint>(v6));
        if (
            places[^1] != text.Length
            || !Ascends(numbers)
            || !Ascends(starts4)
            || !Ascends(starts6)
            || !Array.TrueForAll(owners4, place => (place & ~InCountry) < networks)
            || !Array.TrueForAll(owners6, place => (place & ~InCountry) < networks)
        )
        {
            return false;
        }

        table = new(date, numbers, places, text, starts4, owners4, starts6, owners6);
        return true;
    }

    /// <summary>The network that announces an address; null for nobody's. IPv4 inside IPv6 is looked up as IPv4.</summary>
    public FoundNetwork? Find(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out _);
        var place = plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => v4Networks[At(v4Starts, BinaryPrimitives.ReadUInt32BigEndian(bytes))],
            AddressFamily.InterNetworkV6 => v6Networks[At(v6Starts, BinaryPrimitives.ReadUInt64BigEndian(bytes))],
            _ => 0u,
        };
        return NetworkAt(place) is (var asn, var name) && asn != 0 ? new(asn, name, (place & InCountry) != 0) : null;
    }

    /// <summary>The number and the name of a place in <see cref="V4"/> or <see cref="V6"/>; 0 for nobody's.</summary>
    public (uint Asn, string Name) NetworkAt(uint place)
    {
        var at = (int)(place & ~InCountry);
        return (asns[at], Encoding.UTF8.GetString(names.AsSpan(nameStarts[at]..nameStarts[at + 1])));
    }

    /// <summary>Boundaries of IPv4, the first addresses of spans; the span belongs to the network at the same index.</summary>
    public (ReadOnlyMemory<uint> Starts, ReadOnlyMemory<uint> Places) V4 => (v4Starts, v4Networks);

    /// <summary>Boundaries of IPv6, upper halves.</summary>
    public (ReadOnlyMemory<ulong> Starts, ReadOnlyMemory<uint> Places) V6 => (v6Starts, v6Networks);

    /// <summary>How many addresses each network announces: of IPv4 single ones, of IPv6 networks of /64.</summary>
    public Dictionary<uint, UInt128> Sizes()
    {
        var sizes = new Dictionary<uint, UInt128>();
        for (var i = 0; i < v4Starts.Length; i++)
        {
            Add(v4Networks[i], (i + 1 < v4Starts.Length ? v4Starts[i + 1] : 1UL << 32) - v4Starts[i]);
        }

        for (var i = 0; i < v6Starts.Length; i++)
        {
            Add(v6Networks[i], (i + 1 < v6Starts.Length ? v6Starts[i + 1] : UInt128.One << 64) - v6Starts[i]);
        }

        return sizes;

        void Add(uint place, UInt128 size)
        {
            var asn = asns[(int)(place & ~InCountry)];
            sizes[asn] = sizes.GetValueOrDefault(asn) + size;
        }
    }

    private static int At<T>(T[] starts, T key)
    {
        var found = Array.BinarySearch(starts, key);
        return found >= 0 ? found : ~found - 1; // the first start is 0, so that this is never -1
    }

    private static bool Ascends<T>(T[] values)
        where T : struct, IComparable<T>
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i - 1].CompareTo(values[i]) >= 0)
            {
                return false;
            }
        }

        return values[0].CompareTo(default) == 0;
    }

    private static int[] Starts(ushort[] lengths)
    {
        var starts = new int[lengths.Length + 1];
        for (var i = 0; i < lengths.Length; i++)
        {
            starts[i + 1] = starts[i] + lengths[i];
        }

        return starts;
    }

    private static uint Number(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static bool TryDate(uint number, out DateOnly date)
    {
        var (year, month, day) = ((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
        var real = year is >= 2000 and < 3000 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = real ? new(year, month, day) : default;
        return real;
    }

    // Columns as they lie in the file. Every machine that .NET 10 runs on in this project is little-endian, as the file is.
    private ref struct Columns(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> rest = rest;

        public T[] Next<T>(uint count)
            where T : unmanaged
        {
            var column = new T[count];
            var bytes = MemoryMarshal.AsBytes(column.AsSpan());
            rest[..bytes.Length].CopyTo(bytes);
            rest = rest[bytes.Length..];
            return column;
        }
    }
}
