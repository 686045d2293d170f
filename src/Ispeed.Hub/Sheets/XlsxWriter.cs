using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Table = DocumentFormat.OpenXml.Spreadsheet.Sheet;
using WrittenCell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace Ispeed.Hub.Sheets;

/// <summary>
/// Tables as a workbook (ISO/IEC 29500), one sheet each, written row by row. Numbers are numbers with their decimals; everything else is text, which no spreadsheet
/// takes for a formula. The head stays in sight.
/// </summary>
internal static class XlsxWriter
{
    private const double MillimetresOfACharacter = 1.9; // of the usual 11 points

    // Places in the list of formats below.
    private const uint Text = 1;
    private const uint Head = 2;
    private const uint Bold = 3;
    private const uint FirstNumber = 4; // with 0 decimals; then with 1 to MostDecimals, then the same in bold
    private const int MostDecimals = 3;

    public static MemoryStream Write(IReadOnlyList<SheetTable> tables)
    {
        var stream = new MemoryStream();
        using var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        var book = document.AddWorkbookPart();
        document.ChangeIdOfPart(book, "rIdBook");
        book.AddNewPart<WorkbookStylesPart>("rIdStyles").Stylesheet = Styles();
        var sheets = new DocumentFormat.OpenXml.Spreadsheet.Sheets();
        for (var i = 0; i < tables.Count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"rIdSheet{i + 1}");
            Write(book.AddNewPart<WorksheetPart>(id), tables[i]);
            sheets.Append(
                new Table
                {
                    Name = tables[i].Name,
                    SheetId = (uint)(i + 1),
                    Id = id,
                }
            );
        }

        book.Workbook = new Workbook(sheets);
        return stream;
    }

    private static void Write(WorksheetPart part, SheetTable table)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = 1,
                        TopLeftCell = "A2",
                        ActivePane = PaneValues.BottomLeft,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                }
            )
        );
        writer.WriteElement(new Columns(table.Columns.Select(ColumnOf)));
        writer.WriteStartElement(new SheetData());
        writer.WriteElement(new Row(table.Columns.Select(column => TextCell(column.FullTitle, Head))));
        foreach (var row in table.Rows)
        {
            writer.WriteElement(new Row(row.Cells.Select((cell, at) => CellOf(cell, table.Columns[at], row.IsTotal))));
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static Column ColumnOf(SheetColumn column, int at) =>
        new()
        {
            Min = (uint)(at + 1),
            Max = (uint)(at + 1),
            Width = Math.Max(8, Math.Ceiling(column.Share / MillimetresOfACharacter)),
            CustomWidth = true,
        };

    private static WrittenCell CellOf(object? cell, SheetColumn column, bool isTotal) =>
        cell switch
        {
            null => new() { StyleIndex = isTotal ? Bold : Text },
            string text => TextCell(text, isTotal ? Bold : Text),
            long or decimal => new()
            {
                CellValue = new CellValue(((IFormattable)cell).ToString(null, CultureInfo.InvariantCulture)),
                DataType = CellValues.Number,
                StyleIndex = FirstNumber + (uint)((cell is long ? 0 : column.Decimals) + (isTotal ? MostDecimals + 1 : 0)),
            },
            _ => throw new ArgumentException($"The column '{column.Title}' holds a {cell.GetType().Name}.", nameof(cell)),
        };

    private static WrittenCell TextCell(string text, uint style) =>
        new()
        {
            InlineString = new InlineString(
                new DocumentFormat.OpenXml.Spreadsheet.Text(text) { Space = SpaceProcessingModeValues.Preserve }
            ),
            DataType = CellValues.InlineString,
            StyleIndex = style,
        };

    private static Stylesheet Styles()
    {
        var numbers = new NumberingFormats();
        var formats = new CellFormats(new CellFormat(), Format(0, 0, wraps: true), Format(1, 0, wraps: true), Format(1, 0, wraps: true));
        foreach (var font in (uint[])[0, 1])
        {
            for (var decimals = 0; decimals <= MostDecimals; decimals++)
            {
                formats.Append(Format(font, (uint)(164 + decimals), wraps: false));
            }
        }

        for (var decimals = 0; decimals <= MostDecimals; decimals++)
        {
            // The separators are those of the reader's language: 64.595,25 in Viet Nam.
            numbers.Append(
                new NumberingFormat
                {
                    NumberFormatId = (uint)(164 + decimals),
                    FormatCode = "#,##0" + (decimals == 0 ? "" : "." + new string('0', decimals)),
                }
            );
        }

        return new Stylesheet(
            numbers,
            new Fonts(Font(isBold: false), Font(isBold: true)),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 })
            ),
            new Borders(new Border()),
            new CellStyleFormats(new CellFormat()),
            formats
        );
    }

    private static Font Font(bool isBold) =>
        isBold
            ? new(new DocumentFormat.OpenXml.Spreadsheet.Bold(), new FontSize { Val = 11 }, new FontName { Val = "Times New Roman" })
            : new(new FontSize { Val = 11 }, new FontName { Val = "Times New Roman" });

    private static CellFormat Format(uint font, uint number, bool wraps) =>
        new(new Alignment { Vertical = VerticalAlignmentValues.Top, WrapText = wraps })
        {
            FontId = font,
            NumberFormatId = number,
            ApplyFont = true,
            ApplyNumberFormat = true,
            ApplyAlignment = true,
        };
}
