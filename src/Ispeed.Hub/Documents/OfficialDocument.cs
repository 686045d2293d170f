using System.Text;

namespace Ispeed.Hub.Documents;

/// <summary>
/// A document as it lies on paper, once for every writer: <see cref="Docx.DocxWriter"/> and <see cref="Pdf.PdfWriter"/> make the same pages of it. What the boxes of
/// an official document consist of is in <see cref="OfficialBlocks"/>.
/// </summary>
/// <param name="Title">For the file's properties and a reader's title bar.</param>
/// <param name="Author">The body that issues it.</param>
/// <param name="AsOf">When what it says was so: the only moment in the file, so that the same data give the same bytes.</param>
/// <param name="Sections">In the order of the pages.</param>
internal sealed record OfficialDocument(string Title, string Author, DateTimeOffset AsOf, IReadOnlyList<Section> Sections);

/// <summary>The letter, or one appendix: begins on a page of its own, which shows no number; the next one is page 2 (Decree 30/2020, annex I, part I.7).</summary>
internal sealed record Section(IReadOnlyList<Block> Blocks, bool IsLandscape = false)
{
    public Length PageWidth => IsLandscape ? Sheet.LongSide : Sheet.ShortSide;

    public Length PageHeight => IsLandscape ? Sheet.ShortSide : Sheet.LongSide;

    /// <summary>What is left of the page's width for text.</summary>
    public Length TextWidth => PageWidth - Sheet.Left - Sheet.Right;

    public Length TextHeight => PageHeight - Sheet.Top - Sheet.Bottom;
}

/// <summary>A4 and its margins: Decree 30/2020, annex I, parts I.1 to I.4 (top and bottom 20–25 mm, left 30–35, right 15–20).</summary>
internal static class Sheet
{
    public static readonly Length ShortSide = Length.Mm(210);
    public static readonly Length LongSide = Length.Mm(297);
    public static readonly Length Top = Length.Mm(20);
    public static readonly Length Bottom = Length.Mm(20);
    public static readonly Length Left = Length.Mm(30);
    public static readonly Length Right = Length.Mm(15);

    /// <summary>From the upper edge to the page number, which stands in the upper margin.</summary>
    public static readonly Length ToNumber = Length.Mm(10);
}

/// <summary>What can lie on a page.</summary>
internal abstract record Block
{
    private Block() { }

    /// <summary>Text that wraps.</summary>
    public sealed record Paragraph(IReadOnlyList<Run> Runs, TextStyle Style) : Block
    {
        public Paragraph(string text, TextStyle style)
            : this([new Run(text)], style) { }
    }

    /// <summary>A thin line in the middle, as under a title.</summary>
    /// <param name="Width">How long it is.</param>
    /// <param name="Above">Space between it and what stands above.</param>
    public sealed record Rule(Length Width, Length Above) : Block;

    /// <summary>Blocks beside each other, on one page: heads and signatures.</summary>
    public sealed record SideBySide(IReadOnlyList<Side> Sides, Length Above) : Block;

    /// <summary>A table with lines. Its head is repeated on every page, and a row that fits on a page is never cut.</summary>
    public sealed record Grid(IReadOnlyList<GridColumn> Columns, IReadOnlyList<GridRow> Rows, TextStyle Style) : Block;

    /// <summary>A drawing that keeps its edges at any size.</summary>
    /// <param name="Drawing">What is seen.</param>
    /// <param name="Alternative">The same in words, for who cannot see it.</param>
    public sealed record Picture(Charts.Drawing Drawing, string Alternative) : Block;
}

/// <summary>One of several columns of blocks.</summary>
internal sealed record Side(Length Width, IReadOnlyList<Block> Blocks);

/// <summary>Words of one look. Precomposed (NFC), as TCVN 6909:2001 writes Vietnamese; a face places loose marks wrongly.</summary>
internal sealed record Run(string Text, bool IsBold = false, bool IsItalic = false)
{
    /// <summary>A hyphen at which no line ends.</summary>
    public const char NoBreakHyphen = '\u2011';

    public string Text { get; } = Text.IsNormalized(NormalizationForm.FormC) ? Text : Text.Normalize(NormalizationForm.FormC);
}

/// <summary>A column of a <see cref="Block.Grid"/>.</summary>
/// <param name="Title">In its head.</param>
/// <param name="Share">Its width beside those of the others.</param>
/// <param name="Alignment">Of its cells; heads are centred.</param>
/// <param name="Group">What stands above it and its neighbours of the same group.</param>
internal sealed record GridColumn(string Title, double Share, Alignment Alignment, string? Group = null);

/// <summary>Texts of a row, one for each column.</summary>
internal sealed record GridRow(IReadOnlyList<string> Cells, bool IsBold = false);
