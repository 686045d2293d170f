using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using Ispeed.Hub.Documents.Setting;

namespace Ispeed.Hub.Documents.Docx;

/// <summary>A table with lines: its head is marked, so that Word repeats it, and no row is broken.</summary>
internal sealed class DocxGrid(OpenXmlWriter writer, DocxStyles styles)
{
    public void Write(Block.Grid grid, Length width)
    {
        var widths = GridSetter.WidthsOf(grid, width.Points).Select(Length.Pt).ToArray();
        var style = styles.IdOf(grid.Style);
        writer.WriteStartElement(new Table());
        writer.WriteElement(
            new TableProperties(
                new TableWidth { Width = DocxStyles.Twips(width), Type = TableWidthUnitValues.Dxa },
                new TableBorders(
                    Line<TopBorder>(),
                    Line<LeftBorder>(),
                    Line<BottomBorder>(),
                    Line<RightBorder>(),
                    Line<InsideHorizontalBorder>(),
                    Line<InsideVerticalBorder>()
                ),
                new TableLayout { Type = TableLayoutValues.Fixed },
                new TableCellMarginDefault(
                    new TopMargin { Width = DocxStyles.Twips(GridSetter.UpperPadding), Type = TableWidthUnitValues.Dxa },
                    new TableCellLeftMargin { Width = (short)GridSetter.SidePadding.Twips, Type = TableWidthValues.Dxa },
                    new BottomMargin { Width = DocxStyles.Twips(GridSetter.UpperPadding), Type = TableWidthUnitValues.Dxa },
                    new TableCellRightMargin { Width = (short)GridSetter.SidePadding.Twips, Type = TableWidthValues.Dxa }
                )
            )
        );
        writer.WriteElement(
            new TableGrid(
                widths.Select(column => new DocumentFormat.OpenXml.Wordprocessing.GridColumn { Width = DocxStyles.Twips(column) })
            )
        );
        WriteHead(grid, widths, style);
        foreach (var row in grid.Rows)
        {
            var written = new TableRow(new TableRowProperties(new CantSplit()));
            for (var i = 0; i < row.Cells.Count; i++)
            {
                written.Append(CellOf(row.Cells[i], style, grid.Columns[i].Alignment, row.IsBold, PropertiesOf(widths[i])));
            }

            writer.WriteElement(written);
        }

        writer.WriteEndElement();
    }

    private void WriteHead(Block.Grid grid, Length[] widths, string style)
    {
        var cells = GridHead.CellsOf(grid.Columns);
        var rows = cells.Max(cell => cell.Row + cell.Rows);
        for (var row = 0; row < rows; row++)
        {
            var written = new TableRow(new TableRowProperties(new CantSplit(), new TableHeader()));
            for (var column = 0; column < widths.Length; )
            {
                var cell = cells.First(one =>
                    one.Column <= column && column < one.Column + one.Columns && one.Row <= row && row < one.Row + one.Rows
                );
                var properties = PropertiesOf(Length.Pt(widths.Skip(column).Take(cell.Columns).Sum(width => width.Points)));
                if (cell.Columns > 1)
                {
                    properties.Append(new GridSpan { Val = cell.Columns });
                }

                if (cell.Rows > 1)
                {
                    properties.Append(row == cell.Row ? new VerticalMerge { Val = MergedCellValues.Restart } : new VerticalMerge());
                }

                written.Append(CellOf(row == cell.Row ? cell.Text : "", style, Alignment.Centre, isBold: true, properties));
                column += cell.Columns;
            }

            writer.WriteElement(written);
        }
    }

    private static TableCell CellOf(string text, string style, Alignment alignment, bool isBold, TableCellProperties properties)
    {
        properties.Append(new TableCellVerticalAlignment { Val = TableVerticalAlignmentValues.Center });
        var paragraph = new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = style }, DocxStyles.JustificationOf(alignment)));
        if (text.Length > 0)
        {
            paragraph.Append(DocxBlocks.RunOf(new Run(text).Text, isBold, isItalic: false));
        }

        return new(properties, paragraph);
    }

    private static TableCellProperties PropertiesOf(Length width) =>
        new(new TableCellWidth { Width = DocxStyles.Twips(width), Type = TableWidthUnitValues.Dxa });

    private static T Line<T>()
        where T : BorderType, new() =>
        new()
        {
            Val = BorderValues.Single,
            Size = 4,
            Space = 0,
            Color = "000000",
        };
}
