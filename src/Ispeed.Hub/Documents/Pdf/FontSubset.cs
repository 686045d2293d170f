using System.Buffers.Binary;

namespace Ispeed.Hub.Documents.Pdf;

/// <summary>
/// A TrueType font with the outlines of some glyphs only, under their own numbers (OpenType 1.9, tables glyf, loca, head, hmtx). It is made for one file and never
/// leaves it; the licence of the faces (OFL 1.1) leaves documents free.
/// </summary>
internal static class FontSubset
{
    private const int HeaderSize = 12;
    private const int EntrySize = 16;
    private const ushort ArgumentsAreWords = 0x0001;
    private const ushort HasScale = 0x0008;
    private const ushort MoreComponents = 0x0020;
    private const ushort HasTwoScales = 0x0040;
    private const ushort HasMatrix = 0x0080;
    private const ushort HasInstructions = 0x0100;

    // Hinting, kerning and substitution are not used on paper.
    private static readonly string[] Kept = ["OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"];

    public static byte[] Of(ReadOnlySpan<byte> font, IEnumerable<ushort> glyphs)
    {
        var tables = TablesOf(font);
        var head = tables["head"];
        var offsets = OffsetsOf(tables["loca"], isLong: BinaryPrimitives.ReadInt16BigEndian(head.AsSpan(50)) != 0);
        var used = WithComponents(tables["glyf"], offsets, glyphs);
        (tables["glyf"], tables["loca"]) = Outlines(tables["glyf"], offsets, used);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1); // loca in 32 bits
        KeepWidths(tables["hmtx"], BinaryPrimitives.ReadUInt16BigEndian(tables["hhea"].AsSpan(34)), used);
        tables["post"] = WithoutNames(tables["post"]);
        return Assemble(font, tables);
    }

    private static Dictionary<string, byte[]> TablesOf(ReadOnlySpan<byte> font)
    {
        var tables = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var count = BinaryPrimitives.ReadUInt16BigEndian(font[4..]);
        for (var i = 0; i < count; i++)
        {
            var entry = font.Slice(HeaderSize + i * EntrySize, EntrySize);
            var name = System.Text.Encoding.ASCII.GetString(entry[..4]);
            if (Kept.Contains(name, StringComparer.Ordinal))
            {
                var (offset, length) = (BinaryPrimitives.ReadInt32BigEndian(entry[8..]), BinaryPrimitives.ReadInt32BigEndian(entry[12..]));
                tables[name] = font.Slice(offset, length).ToArray();
            }
        }

        return tables;
    }

    private static int[] OffsetsOf(byte[] loca, bool isLong)
    {
        var offsets = new int[loca.Length / (isLong ? 4 : 2)];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = isLong
                ? BinaryPrimitives.ReadInt32BigEndian(loca.AsSpan(i * 4))
                : BinaryPrimitives.ReadUInt16BigEndian(loca.AsSpan(i * 2)) * 2;
        }

        return offsets;
    }

    // Letters with marks are put together from others: ế is ê and ´.
    private static SortedSet<int> WithComponents(byte[] outlines, int[] offsets, IEnumerable<ushort> glyphs)
    {
        var used = new SortedSet<int> { 0 };
        var waiting = new Queue<int>(glyphs.Select(glyph => (int)glyph).Append(0));
        while (waiting.TryDequeue(out var glyph))
        {
            used.Add(glyph);
            var outline = outlines.AsSpan(offsets[glyph]..offsets[glyph + 1]);
            if (outline.IsEmpty || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
            {
                continue;
            }

            foreach (var (at, _) in Components(outline))
            {
                int component = BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]);
                if (!used.Contains(component))
                {
                    waiting.Enqueue(component);
                }
            }
        }

        return used;
    }

    private static (byte[] Outlines, byte[] Offsets) Outlines(byte[] outlines, int[] offsets, SortedSet<int> used)
    {
        using var kept = new MemoryStream();
        ReadOnlySpan<byte> padding = [0, 0, 0];
        var loca = new byte[offsets.Length * 4];
        for (var glyph = 0; glyph < offsets.Length; glyph++)
        {
            BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(glyph * 4), (int)kept.Length);
            if (glyph + 1 < offsets.Length && used.Contains(glyph))
            {
                kept.Write(WithoutInstructions(outlines.AsSpan(offsets[glyph]..offsets[glyph + 1])));
                kept.Write(padding[..(int)(-kept.Length & 3)]);
            }
        }

        return (kept.ToArray(), loca);
    }

    /// <summary>Where each component of a glyph that is put together begins and ends.</summary>
    private static List<(int From, int To)> Components(ReadOnlySpan<byte> outline)
    {
        var components = new List<(int, int)>();
        ushort flags;
        var at = 10;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            var scale =
                (flags & HasScale) != 0 ? 2
                : (flags & HasTwoScales) != 0 ? 4
                : (flags & HasMatrix) != 0 ? 8
                : 0;
            var end = at + 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2) + scale;
            components.Add((at, end));
            at = end;
        } while ((flags & MoreComponents) != 0);

        return components;
    }

    // The programs that they call are left out, too: paper has dots enough without hints.
    private static ReadOnlySpan<byte> WithoutInstructions(ReadOnlySpan<byte> outline)
    {
        if (outline.IsEmpty)
        {
            return outline;
        }

        var contours = BinaryPrimitives.ReadInt16BigEndian(outline);
        if (contours >= 0)
        {
            var at = 10 + 2 * contours;
            var length = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            return (byte[])[.. outline[..at], 0, 0, .. outline[(at + 2 + length)..]];
        }

        var components = Components(outline);
        var whole = outline[..components[^1].To].ToArray();
        foreach (var (from, _) in components)
        {
            var flags = BinaryPrimitives.ReadUInt16BigEndian(whole.AsSpan(from));
            BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(from), (ushort)(flags & ~HasInstructions));
        }

        return whole;
    }

    private static void KeepWidths(byte[] hmtx, int metrics, SortedSet<int> used)
    {
        for (var glyph = 0; glyph < metrics - 1; glyph++)
        {
            if (!used.Contains(glyph))
            {
                hmtx.AsSpan(glyph * 4, 4).Clear();
            }
        }
    }

    // Version 3: glyphs have no names.
    private static byte[] WithoutNames(byte[] post)
    {
        var head = post[..32];
        BinaryPrimitives.WriteInt32BigEndian(head, 0x00030000);
        return head;
    }

    private static byte[] Assemble(ReadOnlySpan<byte> font, Dictionary<string, byte[]> tables)
    {
        var names = tables.Keys.Order(StringComparer.Ordinal).ToArray();
        var start = HeaderSize + names.Length * EntrySize;
        var whole = new byte[start + names.Sum(name => (tables[name].Length + 3) & ~3)];
        font[..4].CopyTo(whole);
        var power = (int)Math.Log2(names.Length);
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(4), (ushort)names.Length);
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(10), (ushort)(names.Length * 16 - (16 << power)));
        for (var (i, at) = (0, start); i < names.Length; i++)
        {
            var table = tables[names[i]];
            table.CopyTo(whole, at);
            var entry = whole.AsSpan(HeaderSize + i * EntrySize, EntrySize);
            System.Text.Encoding.ASCII.GetBytes(names[i], entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], SumOf(whole.AsSpan(at, (table.Length + 3) & ~3)));
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], at);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], table.Length);
            at += (table.Length + 3) & ~3;
        }

        return whole;
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
}
