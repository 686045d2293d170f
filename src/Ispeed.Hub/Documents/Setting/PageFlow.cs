using Ispeed.Hub.Documents.Charts;

namespace Ispeed.Hub.Documents.Setting;

/// <summary>Lays the blocks of a section onto pages: each page is a drawing of where every line of text and every rule stands.</summary>
internal sealed class PageFlow
{
    private readonly Section section;
    private readonly List<List<Mark>> pages = [];
    private readonly double bottom;
    private double y;

    private PageFlow(Section section)
    {
        this.section = section;
        bottom = (section.PageHeight - Sheet.Bottom).Points;
        NewPage();
    }

    /// <summary>Where the next thing goes, in points from the upper edge.</summary>
    public double Y => y;

    public double Room => bottom - y;

    private static double Top => Sheet.Top.Points;

    private bool IsAtTop => y <= Top;

    private List<Mark> Page => pages[^1];

    public static IReadOnlyList<Drawing> Lay(Section section)
    {
        var flow = new PageFlow(section);
        flow.Place(section.Blocks);
        return [.. flow.pages.Select(marks => new Drawing(section.PageWidth, section.PageHeight, marks))];
    }

    /// <summary>The next page. The first one shows no number.</summary>
    public void NewPage()
    {
        pages.Add([]);
        y = Top;
        if (pages.Count > 1)
        {
            var style = TextStyles.PageNumber;
            Page.Add(
                new Mark.Label(
                    (Sheet.Left + section.TextWidth * 0.5).Points,
                    Sheet.ToNumber.Points + Face.Ascent * style.Size,
                    VietnameseNumber.Whole(pages.Count),
                    style.Size,
                    Face.Of(isBold: false, isItalic: false),
                    Alignment.Centre
                )
            );
        }
    }

    public void Add(Mark mark) => Page.Add(mark);

    public void Advance(double points) => y += points;

    private void Place(IReadOnlyList<Block> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (!IsAtTop && NeededFrom(blocks, i) > Room)
            {
                NewPage();
            }

            Place(blocks[i]);
        }
    }

    private void Place(Block block)
    {
        var (left, width) = (Sheet.Left.Points, section.TextWidth);
        switch (block)
        {
            case Block.Paragraph paragraph:
                Place(paragraph, left, width);
                break;
            case Block.SideBySide sides:
                y += IsAtTop ? 0 : sides.Above.Points;
                BlockSetter.Draw(sides, left, y, Page);
                y += BlockSetter.HeightOf(sides, width) - sides.Above.Points;
                break;
            case Block.Rule rule:
                BlockSetter.Draw(rule, left, y, width, Page);
                y += BlockSetter.HeightOf(rule, width);
                break;
            case Block.Picture picture:
                BlockSetter.Draw(picture, left, y, Page);
                y += BlockSetter.HeightOf(picture, width);
                break;
            case Block.Grid grid:
                new GridSetter(grid, left, width.Points).Place(this);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // A paragraph goes on on the next page, but leaves no single line behind and takes none alone with it.
    private void Place(Block.Paragraph paragraph, double left, Length width)
    {
        var lines = BlockSetter.LinesOf(paragraph, width);
        var style = paragraph.Style;
        var height = BlockSetter.LineHeightOf(style);
        y += IsAtTop ? 0 : style.Above.Points;
        for (var from = 0; from < lines.Count; )
        {
            var fit = Math.Min(lines.Count - from, (int)((Room + 0.01) / height));
            var rest = lines.Count - from - fit;
            fit -= rest == 1 ? 1 : 0;
            if (rest > 0 && !IsAtTop && fit < Math.Min(2, lines.Count))
            {
                NewPage();
                continue;
            }

            fit = Math.Max(fit, 1); // a page always takes a line
            for (var i = from; i < from + fit; i++)
            {
                BlockSetter.Draw(lines[i], style, left, y, width, isFirst: i == 0, Page);
                y += height;
            }

            from += fit;
            if (from < lines.Count)
            {
                NewPage();
            }
        }

        y += style.Below.Points;
    }

    /// <summary>What has to fit so that a block may begin here: itself where it is not broken, its beginning where it is, and what it must not be parted from.</summary>
    private double NeededFrom(IReadOnlyList<Block> blocks, int at)
    {
        var needed = 0.0;
        for (var i = at; i < blocks.Count; i++)
        {
            var keeps =
                blocks[i] is Block.Paragraph { Style.KeepsWithNext: true } || (blocks[i] is Block.Rule && i + 1 < blocks.Count && i > at);
            needed += keeps ? BlockSetter.HeightOf(blocks[i], section.TextWidth) : BeginningOf(blocks[i]);
            if (!keeps)
            {
                break;
            }
        }

        return Math.Min(needed, section.TextHeight.Points);
    }

    private double BeginningOf(Block block) =>
        block switch
        {
            Block.Paragraph paragraph => paragraph.Style.Above.Points
                + Math.Min(2, BlockSetter.LinesOf(paragraph, section.TextWidth).Count) * BlockSetter.LineHeightOf(paragraph.Style),
            Block.Grid grid => new GridSetter(grid, 0, section.TextWidth.Points).HeightOfBeginning,
            _ => BlockSetter.HeightOf(block, section.TextWidth),
        };
}
