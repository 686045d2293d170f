using Ispeed.Hub.Documents.Pdf;
using SkiaSharp;

namespace Ispeed.Hub.Documents.Setting;

/// <summary>
/// Liberation Serif in one of its four cuts: the twin of Times New Roman, in which every character is as wide, so that lines break where they do in Word.
/// </summary>
internal sealed class Face
{
    /// <summary>Share of the size from one base line to the next: ascent 0.891, descent 0.216, gap 0.042 (table hhea, which Times New Roman shares).</summary>
    public const double LineHeight = 1.149;

    /// <summary>Share of the size from the top of a line to its base line.</summary>
    public const double Ascent = 0.891;

    private const int MostCharacters = 0x3000; // Latin, Vietnamese, punctuation and signs; what is beyond is drawn as a box

    private static readonly Lazy<Face>[] All = [.. Enumerable.Range(0, 4).Select(cut => new Lazy<Face>(() => new(cut)))];

    private readonly ushort[] glyphs;
    private readonly float[] widths; // of a size of 1

    private Face(int cut)
    {
        (IsBold, IsItalic) = ((cut & 1) != 0, (cut & 2) != 0);
        var name = cut switch
        {
            0 => "Regular",
            1 => "Bold",
            2 => "Italic",
            _ => "BoldItalic",
        };
        using var stream =
            typeof(Face).Assembly.GetManifestResourceStream($"Documents.LiberationSerif-{name}.ttf")
            ?? throw new InvalidOperationException($"The program was built without the face {name}.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        Subset = new(file);
        using var data = SKData.CreateCopy(file);
        Typeface = SKTypeface.FromData(data);
        using var font = FontOf(Typeface, 1000);
        int[] characters = [.. Enumerable.Range(0, MostCharacters)];
        glyphs = font.GetGlyphs(characters);
        widths = [.. font.GetGlyphWidths(glyphs).Select(width => width / 1000)];
    }

    public bool IsBold { get; }

    public bool IsItalic { get; }

    /// <summary>Makes the fonts that files carry.</summary>
    public FontSubset Subset { get; }

    public SKTypeface Typeface { get; }

    public static Face Of(bool isBold, bool isItalic) => All[(isBold ? 1 : 0) | (isItalic ? 2 : 0)].Value;

    /// <summary>Metrics that are in proportion to the size, as on paper, not those of a screen's dots.</summary>
    public static SKFont FontOf(SKTypeface typeface, double size) =>
        new(typeface, (float)size)
        {
            Hinting = SKFontHinting.None,
            LinearMetrics = true,
            Subpixel = true,
        };

    /// <summary>Of a text in a style, on one line.</summary>
    public static Length WidthOf(string text, TextStyle style) => Length.Pt(Of(style.IsBold, style.IsItalic).WidthOf(text, style.Size));

    /// <summary>In points.</summary>
    public double WidthOf(ReadOnlySpan<char> text, double size)
    {
        var sum = 0.0;
        foreach (var one in text)
        {
            sum += widths[one < MostCharacters ? one : 0];
        }

        return sum * size;
    }

    public ushort GlyphOf(char one) => glyphs[one < MostCharacters ? one : 0];
}
