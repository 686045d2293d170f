using Ispeed.Hub.Documents.Charts;

namespace Ispeed.Hub.Documents.Setting;

/// <summary>Sets a table: widths by shares, heads repeated, rows kept whole where a page can hold them.</summary>
internal sealed class GridSetter
{
    /// <summary>Between a cell's edge and its text, left and right, and above and below. Word's own are 1.9 mm and none.</summary>
    public static readonly Length SidePadding = Length.Mm(1.2);

    public static readonly Length UpperPadding = Length.Mm(0.6);

    private readonly Block.Grid grid;
    private readonly double left;
    private readonly double[] widths;
    private readonly TextStyle head;
    private readonly double lineHeight;
    private readonly IReadOnlyList<GridHead.Cell> heads;
    private readonly double[] headHeights;

    public GridSetter(Block.Grid grid, double left, double width)
    {
        (this.grid, this.left) = (grid, left);
        widths = WidthsOf(grid, width);
        head = grid.Style with { IsBold = true, Alignment = Alignment.Centre };
        lineHeight = BlockSetter.LineHeightOf(grid.Style);
        heads = GridHead.CellsOf(grid.Columns);
        headHeights = HeadHeights();
    }

    /// <summary>Head and first row.</summary>
    public double HeightOfBeginning => headHeights.Sum() + (grid.Rows is [var first, ..] ? HeightOf(LinesOf(first)) : 0);

    public static double[] WidthsOf(Block.Grid grid, double width)
    {
        var sum = grid.Columns.Sum(column => column.Share);
        return [.. grid.Columns.Select(column => column.Share / sum * width)];
    }

    public void Place(PageFlow flow)
    {
        DrawHead(flow);
        var isUnderHead = true;
        foreach (var row in grid.Rows)
        {
            var lines = LinesOf(row);
            var height = HeightOf(lines);
            if (height > flow.Room + 0.01 && !isUnderHead)
            {
                flow.NewPage();
                DrawHead(flow);
            }

            if (height <= flow.Room + 0.01)
            {
                DrawRow(flow, row, lines, 0, int.MaxValue, height);
            }
            else
            {
                DrawOverPages(flow, row, lines);
            }

            isUnderHead = false;
        }
    }

    // Only a row that is higher than a page: a text of many lines goes on under the next head.
    private void DrawOverPages(PageFlow flow, GridRow row, IReadOnlyList<SetLine>[] lines)
    {
        var all = lines.Max(cell => cell.Count);
        for (var from = 0; from < all; )
        {
            var fit = Math.Max(1, Math.Min(all - from, (int)((flow.Room - 2 * UpperPadding.Points) / lineHeight)));
            DrawRow(flow, row, lines, from, fit, fit * lineHeight + 2 * UpperPadding.Points);
            from += fit;
            if (from < all)
            {
                flow.NewPage();
                DrawHead(flow);
            }
        }
    }

    private void DrawRow(PageFlow flow, GridRow row, IReadOnlyList<SetLine>[] lines, int from, int count, double height)
    {
        var x = left;
        for (var i = 0; i < lines.Length; i++)
        {
            Frame(flow, x, flow.Y, widths[i], height);
            var shown = lines[i].Skip(from).Take(count).ToList();
            DrawText(flow, shown, StyleOf(i, row.IsBold), x, flow.Y, widths[i], height);
            x += widths[i];
        }

        flow.Advance(height);
    }

    private void DrawHead(PageFlow flow)
    {
        foreach (var cell in heads)
        {
            var x = left + widths.Take(cell.Column).Sum();
            var y = flow.Y + headHeights.Take(cell.Row).Sum();
            var width = widths.Skip(cell.Column).Take(cell.Columns).Sum();
            var height = headHeights.Skip(cell.Row).Take(cell.Rows).Sum();
            Frame(flow, x, y, width, height);
            DrawText(flow, Broken(cell.Text, head, width), head, x, y, width, height);
        }

        flow.Advance(headHeights.Sum());
    }

    private static void Frame(PageFlow flow, double x, double y, double width, double height)
    {
        flow.Add(new Mark.Line(x, y, x + width, y, BlockSetter.Thin, 0));
        flow.Add(new Mark.Line(x, y + height, x + width, y + height, BlockSetter.Thin, 0));
        flow.Add(new Mark.Line(x, y, x, y + height, BlockSetter.Thin, 0));
        flow.Add(new Mark.Line(x + width, y, x + width, y + height, BlockSetter.Thin, 0));
    }

    private static void DrawText(
        PageFlow flow,
        IReadOnlyList<SetLine> lines,
        TextStyle style,
        double x,
        double y,
        double width,
        double height
    )
    {
        var line = BlockSetter.LineHeightOf(style);
        var top = y + (height - lines.Count * line) / 2;
        var marks = new List<Mark>();
        foreach (var one in lines)
        {
            BlockSetter.Draw(one, style, x + SidePadding.Points, top, Length.Pt(width - 2 * SidePadding.Points), isFirst: false, marks);
            top += line;
        }

        marks.ForEach(flow.Add);
    }

    private IReadOnlyList<SetLine>[] LinesOf(GridRow row) =>
        [.. row.Cells.Select((text, column) => Broken(text, StyleOf(column, row.IsBold), widths[column]))];

    private double HeightOf(IReadOnlyList<SetLine>[] lines) => lines.Max(cell => cell.Count) * lineHeight + 2 * UpperPadding.Points;

    private TextStyle StyleOf(int column, bool isBold) => grid.Style with { Alignment = grid.Columns[column].Alignment, IsBold = isBold };

    private static IReadOnlyList<SetLine> Broken(string text, TextStyle style, double width) =>
        LineBreaker.Break([new Run(text)], style, Length.Pt(width - 2 * SidePadding.Points));

    private double[] HeadHeights()
    {
        var rows = new double[heads.Max(cell => cell.Row + cell.Rows)];
        foreach (var cell in heads.OrderBy(cell => cell.Rows))
        {
            var width = widths.Skip(cell.Column).Take(cell.Columns).Sum();
            var needed = Broken(cell.Text, head, width).Count * lineHeight + 2 * UpperPadding.Points;
            var there = rows.Skip(cell.Row).Take(cell.Rows).Sum();
            rows[cell.Row + cell.Rows - 1] += Math.Max(0, needed - there);
        }

        return rows;
    }
}
