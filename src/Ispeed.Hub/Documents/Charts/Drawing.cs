using Ispeed.Hub.Documents.Setting;

namespace Ispeed.Hub.Documents.Charts;

/// <summary>A drawing of lines, bars and words, in points from its upper left corner. Every writer draws the same marks.</summary>
internal sealed record Drawing(Length Width, Length Height, IReadOnlyList<Mark> Marks);

/// <summary>What a drawing consists of. Official documents are black (Decree 30/2020) and are copied: shades of grey tell things apart, colours do not.</summary>
internal abstract record Mark
{
    private Mark() { }

    /// <summary>A filled rectangle; its shade from 0, black, to 255, white.</summary>
    public sealed record Bar(double Left, double Top, double Width, double Height, byte Shade) : Mark;

    /// <summary>Black squares of one size in a raster, as runs (column, row, length): drawn as one shape, so that none of their edges shows.</summary>
    public sealed record Modules(double Left, double Top, double Side, IReadOnlyList<(int Column, int Row, int Length)> Runs) : Mark;

    public sealed record Line(double FromX, double FromY, double ToX, double ToY, double Thickness, byte Shade) : Mark;

    /// <summary>A text on one line; X is where it begins, has its middle or ends, by its alignment.</summary>
    public sealed record Label(double X, double Baseline, string Text, double Size, Face Face, Alignment Alignment = Alignment.Left) : Mark;
}
