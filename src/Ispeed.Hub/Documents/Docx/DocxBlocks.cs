using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using WordColumn = DocumentFormat.OpenXml.Wordprocessing.GridColumn;
using WordRun = DocumentFormat.OpenXml.Wordprocessing.Run;

namespace Ispeed.Hub.Documents.Docx;

/// <summary>The blocks of sections as WordprocessingML, written one after the other: a table of thousands of rows is never in memory as a whole.</summary>
internal sealed class DocxBlocks(OpenXmlWriter writer, MainDocumentPart main, DocxStyles styles)
{
    private uint pictures;

    public void Write(Section section)
    {
        foreach (var block in section.Blocks)
        {
            switch (block)
            {
                case Block.Grid grid:
                    new DocxGrid(writer, styles).Write(grid, section.TextWidth);
                    writer.WriteElement(new Paragraph(new ParagraphProperties(DocxStyles.Hairline()))); // Word joins tables that touch
                    break;
                case Block.SideBySide sides:
                    if (sides.Above.Points > 0)
                    {
                        writer.WriteElement(new Paragraph(new ParagraphProperties(new KeepNext(), DocxStyles.Exactly(sides.Above))));
                    }

                    writer.WriteElement(Of(sides));
                    writer.WriteElement(new Paragraph(new ParagraphProperties(DocxStyles.Hairline())));
                    break;
                case Block.Picture picture:
                    writer.WriteElement(DocxPicture.Of(picture, main, ++pictures));
                    break;
                default:
                    writer.WriteElement(Of(block, section.TextWidth));
                    break;
            }
        }
    }

    private Paragraph Of(Block block, Length width) =>
        block switch
        {
            Block.Paragraph paragraph => Of(paragraph),
            Block.Rule rule => Of(rule, width),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private Paragraph Of(Block.Paragraph paragraph)
    {
        var written = new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = styles.IdOf(paragraph.Style) }));
        written.Append(paragraph.Runs.Where(run => run.Text.Length > 0).Select(run => RunOf(run.Text, run.IsBold, run.IsItalic)));
        return written;
    }

    /// <summary>A text with the line breaks that were typed in it.</summary>
    public static WordRun RunOf(string text, bool isBold, bool isItalic)
    {
        var run = new WordRun();
        if (isBold || isItalic)
        {
            var look = new RunProperties();
            if (isBold)
            {
                look.Append(new Bold());
            }

            if (isItalic)
            {
                look.Append(new Italic());
            }

            run.Append(look);
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
            {
                run.Append(new Break());
            }

            var pieces = lines[i].Split(Run.NoBreakHyphen);
            for (var piece = 0; piece < pieces.Length; piece++)
            {
                if (piece > 0)
                {
                    run.Append(new NoBreakHyphen());
                }

                run.Append(new Text(pieces[piece]) { Space = SpaceProcessingModeValues.Preserve });
            }
        }

        return run;
    }

    // The border of an almost empty paragraph, drawn in from both sides: unlike a drawn line it moves with the text.
    private static Paragraph Of(Block.Rule rule, Length width)
    {
        var side = DocxStyles.Twips((width - rule.Width) * 0.5);
        return new(
            new ParagraphProperties(
                new KeepNext(),
                new ParagraphBorders(
                    new TopBorder
                    {
                        Val = BorderValues.Single,
                        Size = 4, // eighths of a point
                        Space = 0,
                        Color = "000000",
                    }
                ),
                DocxStyles.Exactly(Length.Pt(2), rule.Above),
                new Indentation { Left = side, Right = side },
                new ParagraphMarkRunProperties(new FontSize { Val = "2" })
            )
        );
    }

    private Table Of(Block.SideBySide sides)
    {
        var table = new Table(
            new TableProperties(
                new TableWidth
                {
                    Width = DocxStyles.Twips(Length.Pt(sides.Sides.Sum(side => side.Width.Points))),
                    Type = TableWidthUnitValues.Dxa,
                },
                new TableLayout { Type = TableLayoutValues.Fixed },
                new TableCellMarginDefault(
                    new TableCellLeftMargin { Width = 0, Type = TableWidthValues.Dxa },
                    new TableCellRightMargin { Width = 0, Type = TableWidthValues.Dxa }
                )
            ),
            new TableGrid(sides.Sides.Select(side => new WordColumn { Width = DocxStyles.Twips(side.Width) }))
        );
        var row = new TableRow(new TableRowProperties(new CantSplit()));
        foreach (var side in sides.Sides)
        {
            var cell = new TableCell(
                new TableCellProperties(new TableCellWidth { Width = DocxStyles.Twips(side.Width), Type = TableWidthUnitValues.Dxa })
            );
            cell.Append(side.Blocks.Select(block => Of(block, side.Width)));
            row.Append(cell);
        }

        table.Append(row);
        return table;
    }
}
