using System.Buffers.Binary;

namespace Ispeed.Hub.Documents.Pdf;

/// <summary>One glyph of the table glyf (OpenType 1.9): curves, or a list of other glyphs that it is put together from, as ế is of ê and ´.</summary>
internal static class Outline
{
    private const int HeaderSize = 10;
    private const ushort ArgumentsAreWords = 0x0001;
    private const ushort HasScale = 0x0008;
    private const ushort MoreComponents = 0x0020;
    private const ushort HasTwoScales = 0x0040;
    private const ushort HasMatrix = 0x0080;
    private const ushort HasInstructions = 0x0100;

    /// <summary>The same glyph without its hints, its components under their new numbers.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> glyph, Func<int, int> numberOf)
    {
        if (glyph.IsEmpty)
        {
            return glyph; // a space
        }

        var contours = BinaryPrimitives.ReadInt16BigEndian(glyph);
        if (contours >= 0)
        {
            var at = HeaderSize + 2 * contours;
            var length = BinaryPrimitives.ReadUInt16BigEndian(glyph[at..]);
            return (byte[])[.. glyph[..at], 0, 0, .. glyph[(at + 2 + length)..]];
        }

        var copy = glyph.ToArray();
        var next = HeaderSize;
        while (true)
        {
            var flags = BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(next));
            var component = BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(next + 2));
            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(next), (ushort)(flags & ~HasInstructions));
            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(next + 2), (ushort)numberOf(component));
            var scale =
                (flags & HasScale) != 0 ? 2
                : (flags & HasTwoScales) != 0 ? 4
                : (flags & HasMatrix) != 0 ? 8
                : 0;
            next += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2) + scale;
            if ((flags & MoreComponents) == 0)
            {
                return copy.AsSpan(0, next);
            }
        }
    }
}
