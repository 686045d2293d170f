using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Documents.Setting;
using SkiaSharp;

namespace Ispeed.Hub.Documents.Pdf;

/// <summary>The fonts of one file, with no more glyphs than its pages use: a whole cut is 380 kB, and a letter needs two or three.</summary>
internal sealed class FaceInk : IDisposable
{
    private readonly Dictionary<Face, SKTypeface> typefaces = [];
    private readonly Dictionary<(Face Face, double Size), SKFont> fonts = [];

    public FaceInk(IReadOnlyList<Drawing> pages)
    {
        var used = new Dictionary<Face, HashSet<char>>();
        foreach (var label in pages.SelectMany(page => page.Marks).OfType<Mark.Label>())
        {
            if (!used.TryGetValue(label.Face, out var characters))
            {
                used[label.Face] = characters = [];
            }

            characters.UnionWith(label.Text);
        }

        foreach (var (face, characters) in used)
        {
            using var data = SKData.CreateCopy(face.Subset.Of(characters, face.GlyphOf));
            typefaces[face] = SKTypeface.FromData(data) ?? throw new InvalidOperationException("A face with fewer glyphs cannot be read.");
        }
    }

    public SKFont FontOf(Face face, double size) =>
        fonts.TryGetValue((face, size), out var known) ? known : fonts[(face, size)] = Face.FontOf(typefaces[face], size);

    public void Dispose()
    {
        foreach (var font in fonts.Values)
        {
            font.Dispose();
        }

        foreach (var typeface in typefaces.Values)
        {
            typeface.Dispose();
        }
    }
}
