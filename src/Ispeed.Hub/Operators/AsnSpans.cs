using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ispeed.Hub.Tables;

namespace Ispeed.Hub.Operators;

/// <summary>Which network announces which addresses, as it is published: a line a span, <c>first,last,number,name</c>.</summary>
internal sealed class AsnSpans
{
    private readonly List<(uint First, uint Last, uint Asn)> v4 = [];
    private readonly List<(ulong First, ulong Last, uint Asn)> v6 = [];
    private readonly Dictionary<uint, string> names = [];

    public IReadOnlyList<(uint First, uint Last, uint Asn)> V4 => v4;

    /// <summary>Upper halves; finer spans than /64 tell no household and are left out.</summary>
    public IReadOnlyList<(ulong First, ulong Last, uint Asn)> V6 => v6;

    public IDictionary<uint, string> Names => names;

    /// <summary>Takes a file over; every line that is no span, is out of order or overlaps the one before is named.</summary>
    public void Read(string name, ReadOnlySpan<byte> file, List<string> faults)
    {
        if (CsvTable.Read([.. "first,last,asn,name\n"u8, .. file], out var why) is not { } table)
        {
            faults.Add($"{name}: {why}");
            return;
        }

        foreach (var row in table.Rows)
        {
            var line = row.Line - 1;
            if (
                !IPAddress.TryParse(row.Cells[0], out var first)
                || !IPAddress.TryParse(row.Cells[1], out var last)
                || first.AddressFamily != last.AddressFamily
                || !uint.TryParse(row.Cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var asn)
                || asn == 0
                || row.Cells[3].Length > 1000
            )
            {
                faults.Add($"{name}: line {line}: '{string.Join(',', row.Cells)}' is no span of addresses with the number of a network.");
            }
            else if (first.AddressFamily is AddressFamily.InterNetwork)
            {
                Put(
                    v4,
                    BinaryPrimitives.ReadUInt32BigEndian(first.GetAddressBytes()),
                    BinaryPrimitives.ReadUInt32BigEndian(last.GetAddressBytes()),
                    asn,
                    row,
                    name,
                    faults
                );
            }
            else
            {
                var (low, high) = (
                    BinaryPrimitives.ReadUInt128BigEndian(first.GetAddressBytes()),
                    BinaryPrimitives.ReadUInt128BigEndian(last.GetAddressBytes())
                );
                if ((ulong)low == 0 && (ulong)high == ulong.MaxValue)
                {
                    Put(v6, (ulong)(low >> 64), (ulong)(high >> 64), asn, row, name, faults);
                }
            }
        }
    }

    private void Put<T>(List<(T First, T Last, uint Asn)> spans, T first, T last, uint asn, CsvRow row, string name, List<string> faults)
        where T : IComparable<T>
    {
        if (first.CompareTo(last) > 0)
        {
            faults.Add($"{name}: line {row.Line - 1}: the span ends before it begins.");
        }
        else if (spans.Count > 0 && first.CompareTo(spans[^1].Last) <= 0)
        {
            faults.Add(
                $"{name}: line {row.Line - 1}: {row.Cells[0]} lies within or before the span above it, of AS{spans[^1].Asn}: spans are in order and do not overlap."
            );
        }
        else
        {
            spans.Add((first, last, asn));
            names.TryAdd(asn, row.Cells[3].Trim());
        }
    }
}
