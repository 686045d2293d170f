using System.Buffers;
using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Table = DocumentFormat.OpenXml.Spreadsheet.Sheet;

namespace Ispeed.Hub.Sheets;

/// <summary>Tables on their way out. Texts stay texts: no spreadsheet takes one of them for a formula.</summary>
internal static class SheetWriter
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",;\"\r\n\t");

    /// <summary>UTF-8 with a mark, so that Excel shows Vietnamese; RFC 4180 with commas.</summary>
    public static byte[] Csv(IEnumerable<IReadOnlyList<object?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(Csv)).Append("\r\n");
        }

        return [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <summary>One sheet; numbers are numbers, everything else is text.</summary>
    public static byte[] Xlsx(string sheet, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>("rId1");
            book.Workbook = new Workbook(
                new DocumentFormat.OpenXml.Spreadsheet.Sheets(
                    new Table
                    {
                        Name = sheet,
                        SheetId = 1,
                        Id = "rId1",
                    }
                )
            );
            using var writer = OpenXmlWriter.Create(part);
            writer.WriteStartElement(new Worksheet());
            writer.WriteStartElement(new SheetData());
            foreach (var row in rows)
            {
                writer.WriteElement(new Row(row.Select(Xlsx)));
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>A text that begins like a formula gets an apostrophe before it (OWASP, "CSV injection").</summary>
    private static string Csv(object? value)
    {
        if (value is null)
        {
            return "";
        }

        if (value is not string text)
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }

        var harmless = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return harmless.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }

    private static DocumentFormat.OpenXml.Spreadsheet.Cell Xlsx(object? value) =>
        value switch
        {
            null => new(),
            int or long or double => new()
            {
                CellValue = new CellValue(Convert.ToString(value, CultureInfo.InvariantCulture)!),
                DataType = CellValues.Number,
            },
            _ => new()
            {
                InlineString = new InlineString(
                    new Text(Convert.ToString(value, CultureInfo.InvariantCulture)!) { Space = SpaceProcessingModeValues.Preserve }
                ),
                DataType = CellValues.InlineString,
            },
        };
}
