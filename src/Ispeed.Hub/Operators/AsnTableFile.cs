using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Ispeed.Hub.Operators;

/// <summary>Writes what <see cref="AsnTable.TryRead"/> reads.</summary>
internal static class AsnTableFile
{
    /// <summary>The file of a day's spans; what no span covers is nobody's. Which addresses are of the country is taken over from a table that knows.</summary>
    public static byte[] Of(DateOnly date, AsnSpans spans, AsnTable countries)
    {
        var names = new SortedDictionary<uint, string>(spans.Names) { [0] = "" };
        var places = names.Keys.Index().ToDictionary(network => network.Item, network => (uint)network.Index);
        var (starts4, owners4) = Cut(spans.V4, countries.V4.Starts.Span, countries.V4.Places.Span, places);
        var (starts6, owners6) = Cut(spans.V6, countries.V6.Starts.Span, countries.V6.Places.Span, places);
        var texts = names.Values.Select(Encoding.UTF8.GetBytes).ToList();
        using var body = new MemoryStream();
        Write<uint>(body, [.. names.Keys]);
        Write<ushort>(body, [.. texts.Select(text => (ushort)text.Length)]);
        texts.ForEach(text => body.Write(text));
        Write<uint>(body, starts4);
        Write<uint>(body, owners4);
        Write<ulong>(body, starts6);
        Write<uint>(body, owners6);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength((int)body.Length)];
        BrotliEncoder.TryCompress(body.ToArray(), packed, out var length, quality: 5, window: 22);

        var file = new byte[AsnTable.HeadLength + length];
        AsnTable.Magic.CopyTo(file, 0);
        uint[] head =
        [
            (uint)((date.Year * 10_000) + (date.Month * 100) + date.Day),
            (uint)names.Count,
            (uint)starts4.Length,
            (uint)starts6.Length,
            (uint)texts.Sum(text => text.Length),
            (uint)body.Length,
        ];
        for (var i = 0; i < head.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8 + (4 * i)), head[i]);
        }

        packed.AsSpan(0, length).CopyTo(file.AsSpan(AsnTable.HeadLength));
        return file;
    }

    // Spans with gaps between them become boundaries without, cut where the country begins or ends.
    private static (T[] Starts, uint[] Owners) Cut<T>(
        IReadOnlyList<(T First, T Last, uint Asn)> spans,
        ReadOnlySpan<T> countryStarts,
        ReadOnlySpan<uint> countryPlaces,
        Dictionary<uint, uint> places
    )
        where T : struct, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        var networks = new List<(T Start, uint Place)> { (T.Zero, 0) };
        foreach (var (first, last, asn) in spans)
        {
            Put(networks, first, places[asn]);
            if (last != T.MaxValue)
            {
                Put(networks, last + T.One, 0);
            }
        }

        var cut = new List<(T Start, uint Place)>();
        for (int span = 0, country = 0; span < networks.Count || country < countryStarts.Length; )
        {
            var at =
                country >= countryStarts.Length || (span < networks.Count && networks[span].Start <= countryStarts[country])
                    ? networks[span].Start
                    : countryStarts[country];
            span += span < networks.Count && networks[span].Start == at ? 1 : 0;
            country += country < countryStarts.Length && countryStarts[country] == at ? 1 : 0;
            Put(cut, at, networks[span - 1].Place | (countryPlaces[country - 1] & AsnTable.InCountry));
        }

        return ([.. cut.Select(boundary => boundary.Start)], [.. cut.Select(boundary => boundary.Place)]);
    }

    private static void Put<T>(List<(T Start, uint Place)> boundaries, T start, uint place)
        where T : struct, IEquatable<T>
    {
        if (boundaries.Count > 0 && boundaries[^1].Start.Equals(start))
        {
            boundaries.RemoveAt(boundaries.Count - 1);
        }

        if (boundaries.Count == 0 || boundaries[^1].Place != place)
        {
            boundaries.Add((start, place));
        }
    }

    private static void Write<T>(Stream to, ReadOnlySpan<T> column)
        where T : unmanaged => to.Write(MemoryMarshal.AsBytes(column));
}
