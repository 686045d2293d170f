using System.Buffers.Binary;
using System.Text;

namespace Ispeed.Hub.Documents.Pdf;

/// <summary>
/// Makes TrueType fonts that have the glyphs of some characters only, numbered anew (OpenType 1.9: cmap, glyf, head, hhea, hmtx, loca, maxp, post). Each is made for one
/// file and never leaves it; the licence of the faces (OFL 1.1) leaves documents free. Hinting, kerning and substitution are left out: they are not used on paper.
/// </summary>
internal sealed class FontSubset
{
    private const int HeaderSize = 12;
    private const int EntrySize = 16;

    private static readonly byte[] Padding = new byte[3];

    private readonly byte[] version;
    private readonly Dictionary<string, byte[]> whole;
    private readonly int[] offsets;
    private readonly int metrics;

    public FontSubset(ReadOnlySpan<byte> font)
    {
        version = font[..4].ToArray();
        whole = TablesOf(font);
        metrics = BinaryPrimitives.ReadUInt16BigEndian(whole["hhea"].AsSpan(34));
        offsets = OffsetsOf(whole["loca"], isLong: BinaryPrimitives.ReadInt16BigEndian(whole["head"].AsSpan(50)) != 0);
    }

    /// <param name="characters">Those that are drawn.</param>
    /// <param name="glyphOf">The glyph of one in the whole font.</param>
    public byte[] Of(IEnumerable<char> characters, Func<char, ushort> glyphOf)
    {
        var drawn = characters.Distinct().Order().ToArray();
        var order = new List<int> { 0 }; // the box for what is missing
        var numbers = new Dictionary<int, int> { [0] = 0 };
        foreach (var one in drawn)
        {
            NumberOf(glyphOf(one));
        }

        using var glyf = new MemoryStream();
        var loca = new List<int>();
        for (var i = 0; i < order.Count; i++) // components of a glyph are numbered, and so come later
        {
            loca.Add((int)glyf.Length);
            glyf.Write(Outline.Of(whole["glyf"].AsSpan(offsets[order[i]]..offsets[order[i] + 1]), NumberOf));
            glyf.Write(Padding, 0, (int)(-glyf.Length & 3));
        }

        loca.Add((int)glyf.Length);
        return Assemble(
            new(StringComparer.Ordinal)
            {
                ["OS/2"] = whole["OS/2"],
                ["cmap"] = CharactersOf([.. drawn.Select(one => (one, numbers[glyphOf(one)]))]),
                ["glyf"] = glyf.ToArray(),
                ["head"] = Changed("head", 50, 1), // loca in 32 bits
                ["hhea"] = Changed("hhea", 34, order.Count),
                ["hmtx"] = WidthsOf(order),
                ["loca"] = [.. loca.SelectMany(offset => BigEndian(offset))],
                ["maxp"] = Changed("maxp", 4, order.Count),
                ["name"] = whole["name"],
                ["post"] = [0, 3, 0, 0, .. whole["post"][4..32]], // version 3: glyphs have no names
            }
        );

        int NumberOf(int glyph)
        {
            if (!numbers.TryGetValue(glyph, out var number))
            {
                numbers[glyph] = number = order.Count;
                order.Add(glyph);
            }

            return number;
        }
    }

    private static Dictionary<string, byte[]> TablesOf(ReadOnlySpan<byte> font)
    {
        var tables = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var count = BinaryPrimitives.ReadUInt16BigEndian(font[4..]);
        for (var i = 0; i < count; i++)
        {
            var entry = font.Slice(HeaderSize + i * EntrySize, EntrySize);
            var (offset, length) = (BinaryPrimitives.ReadInt32BigEndian(entry[8..]), BinaryPrimitives.ReadInt32BigEndian(entry[12..]));
            tables[Encoding.ASCII.GetString(entry[..4])] = font.Slice(offset, length).ToArray();
        }

        return tables;
    }

    private static int[] OffsetsOf(byte[] loca, bool isLong)
    {
        var starts = new int[loca.Length / (isLong ? 4 : 2)];
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = isLong
                ? BinaryPrimitives.ReadInt32BigEndian(loca.AsSpan(i * 4))
                : BinaryPrimitives.ReadUInt16BigEndian(loca.AsSpan(i * 2)) * 2;
        }

        return starts;
    }

    private byte[] Changed(string table, int at, int value)
    {
        var copy = whole[table].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at), (ushort)value);
        return copy;
    }

    // Four bytes a glyph; the last ones of the whole font share the last width, and have two bytes each.
    private byte[] WidthsOf(List<int> order)
    {
        var all = whole["hmtx"].AsSpan();
        var widths = new byte[order.Count * 4];
        for (var i = 0; i < order.Count; i++)
        {
            var to = widths.AsSpan(i * 4, 4);
            if (order[i] < metrics)
            {
                all.Slice(order[i] * 4, 4).CopyTo(to);
            }
            else
            {
                all.Slice((metrics - 1) * 4, 2).CopyTo(to);
                all.Slice(metrics * 4 + (order[i] - metrics) * 2, 2).CopyTo(to[2..]);
            }
        }

        return widths;
    }

    // One subtable of format 12, a group a character.
    private static byte[] CharactersOf((char Character, int Glyph)[] characters)
    {
        const int Start = 12;
        var table = new byte[Start + 16 + characters.Length * 12];
        BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(2), 1);
        BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(4), 3); // Windows
        BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(6), 10); // all of Unicode
        BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(8), Start);
        BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(Start), 12);
        BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(Start + 4), table.Length - Start);
        BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(Start + 12), characters.Length);
        for (var i = 0; i < characters.Length; i++)
        {
            var group = table.AsSpan(Start + 16 + i * 12);
            BinaryPrimitives.WriteInt32BigEndian(group, characters[i].Character);
            BinaryPrimitives.WriteInt32BigEndian(group[4..], characters[i].Character);
            BinaryPrimitives.WriteInt32BigEndian(group[8..], characters[i].Glyph);
        }

        return table;
    }

    private byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        var start = HeaderSize + tables.Count * EntrySize;
        var font = new byte[start + tables.Values.Sum(table => (table.Length + 3) & ~3)];
        version.CopyTo(font, 0);
        var power = (int)Math.Log2(tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(4), (ushort)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(10), (ushort)(tables.Count * 16 - (16 << power)));
        var (entry, at) = (HeaderSize, start);
        foreach (var (name, table) in tables)
        {
            table.CopyTo(font, at);
            var padded = (table.Length + 3) & ~3;
            Encoding.ASCII.GetBytes(name, font.AsSpan(entry));
            BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(entry + 4), SumOf(font.AsSpan(at, padded)));
            BinaryPrimitives.WriteInt32BigEndian(font.AsSpan(entry + 8), at);
            BinaryPrimitives.WriteInt32BigEndian(font.AsSpan(entry + 12), table.Length);
            (entry, at) = (entry + EntrySize, at + padded);
        }

        return font;
    }

    private static uint SumOf(ReadOnlySpan<byte> table)
    {
        var sum = 0u;
        for (var i = 0; i < table.Length; i += 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(table[i..]);
        }

        return sum;
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
