using System.Buffers;
using System.Globalization;
using System.Text;

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

    /// <summary>The head is one line, so that a program finds its columns.</summary>
    public static byte[] Csv(SheetTable table) =>
        Csv([
            [.. table.Columns.Select(column => column.FullTitle)],
            .. table.Rows.Select(row => row.Cells),
        ]);

    /// <summary>One sheet whose first row is its head; numbers are numbers, everything else is text.</summary>
    public static byte[] Xlsx(string sheet, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        var columns = Enumerable.Range(0, rows.Max(row => row.Count)).Select(at => rows[0].ElementAtOrDefault(at) as string ?? "");
        using var stream = XlsxWriter.Write([
            new(
                sheet,
                [.. columns.Select(title => new SheetColumn(title, Share: 40, ColumnForm.Text))],
                [.. rows.Skip(1).Select(row => new TableRow([.. row.Select(cell => cell is int number ? (long)number : cell)]))]
            ),
        ]);
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
}
