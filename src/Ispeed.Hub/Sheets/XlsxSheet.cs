using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Table = DocumentFormat.OpenXml.Spreadsheet.Sheet;

namespace Ispeed.Hub.Sheets;

/// <summary>The first visible sheet of an .xlsx workbook. Nothing in it is computed, fetched or run.</summary>
internal static class XlsxSheet
{
    // A part that unpacks to more is a bomb, or no list of units.
    private const long MostCharactersInPart = 100_000_000;

    public static SheetFile Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var stream = AsStream(content);
            using var document = SpreadsheetDocument.Open(
                stream,
                isEditable: false,
                new OpenSettings { MaxCharactersInPart = MostCharactersInPart }
            );
            return Read(document);
        }
        catch (Exception unreadable)
            when (unreadable
                    is OpenXmlPackageException
                        or FileFormatException
                        or InvalidDataException
                        or XmlException
                        or FormatException
                        or InvalidOperationException
                        or ArgumentException
                        or OverflowException
                        or NotSupportedException
                        or IOException
            ) // whatever the library says of bytes that are no workbook
        {
            return new SheetFile.Refused(
                SheetRefusal.Unreadable,
                "The file cannot be read as an .xlsx workbook. Open it, save it as .xlsx, and try again."
            );
        }
    }

    private static SheetFile Read(SpreadsheetDocument document)
    {
        var book = document.WorkbookPart;
        if (
            document.DocumentType is SpreadsheetDocumentType.MacroEnabledWorkbook or SpreadsheetDocumentType.MacroEnabledTemplate
            || book?.VbaProjectPart is not null
        )
        {
            return new SheetFile.Refused(SheetRefusal.Macros, "The workbook has macros. Save it as .xlsx, which has none.");
        }

        var table = book
            ?.Workbook?.Sheets?.Elements<Table>()
            .FirstOrDefault(sheet => sheet.State is null || sheet.State == SheetStateValues.Visible);
        if (table?.Id?.Value is not { } id || book!.GetPartById(id) is not WorksheetPart part)
        {
            return new SheetFile.Refused(SheetRefusal.Empty, "The workbook has no visible sheet.");
        }

        return new Reader(table.Name?.Value ?? "", SharedTexts(book)).Read(part);
    }

    private static List<string> SharedTexts(WorkbookPart book)
    {
        var texts = new List<string>();
        if (book.SharedStringTablePart is { } part)
        {
            using var reader = OpenXmlReader.Create(part);
            while (reader.Read())
            {
                if (reader.ElementType == typeof(SharedStringItem) && reader.IsStartElement)
                {
                    texts.Add(((SharedStringItem)reader.LoadCurrentElement()!).InnerText);
                }
            }
        }

        return texts;
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var bytes)
            ? new(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : new(content.ToArray(), writable: false);

    private sealed class Reader(string name, List<string> shared)
    {
        private readonly List<SheetRow> rows = [];
        private readonly List<CellPlace> merged = [];
        private int last;

        public SheetFile Read(WorksheetPart part)
        {
            using var reader = OpenXmlReader.Create(part);
            while (reader.Read())
            {
                if (!reader.IsStartElement)
                {
                    continue;
                }

                if (reader.ElementType == typeof(Row))
                {
                    Take((Row)reader.LoadCurrentElement()!);
                    if (rows.Count > SheetFile.MostRows)
                    {
                        return new SheetFile.Refused(SheetRefusal.TooMany, "The sheet has more than 50,000 rows.");
                    }
                }
                else if (reader.ElementType == typeof(MergeCell))
                {
                    Take((MergeCell)reader.LoadCurrentElement()!);
                }
            }

            return new SheetFile.Read(new(name, rows, merged));
        }

        private void Take(MergeCell cell)
        {
            if (CellPlace.TryRead(cell.Reference?.Value?.Split(':')[0], out var row, out var column))
            {
                merged.Add(new(row, CellPlace.NameOf(column)));
            }
        }

        private void Take(Row row)
        {
            var cells = new List<Sheets.Cell>();
            var next = 0;
            var number = last = (int)(row.RowIndex?.Value ?? (uint)(last + 1));
            foreach (var cell in row.Elements<DocumentFormat.OpenXml.Spreadsheet.Cell>())
            {
                var column = CellPlace.TryRead(cell.CellReference?.Value, out _, out var given) ? given : next;
                next = column + 1;
                var read = Of(cell);
                if (read.Kind is CellKind.Empty || column >= SheetFile.MostColumns)
                {
                    continue;
                }

                while (cells.Count <= column)
                {
                    cells.Add(default);
                }

                cells[column] = read;
            }

            if (cells.Count > 0)
            {
                rows.Add(new(number, cells));
            }
        }

        private Sheets.Cell Of(DocumentFormat.OpenXml.Spreadsheet.Cell cell)
        {
            if (cell.CellFormula is not null)
            {
                return new("=" + cell.CellFormula.Text, CellKind.Formula);
            }

            var type = cell.DataType?.Value;
            if (type == CellValues.InlineString)
            {
                return Text(cell.InlineString?.InnerText);
            }

            var value = cell.CellValue?.Text;
            if (type == CellValues.SharedString)
            {
                return Text(
                    int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at >= 0 && at < shared.Count
                        ? shared[at]
                        : null
                );
            }

            return string.IsNullOrEmpty(value) ? default
                : type is null || type == CellValues.Number ? new(value, CellKind.Number)
                : Text(value);
        }

        private static Sheets.Cell Text(string? text) => string.IsNullOrWhiteSpace(text) ? default : new(text, CellKind.Text);
    }
}
