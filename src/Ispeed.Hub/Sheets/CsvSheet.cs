using System.Text;

namespace Ispeed.Hub.Sheets;

/// <summary>A CSV (RFC 4180) as spreadsheets write it: UTF-8 or UTF-16 with a mark, separated by commas, semicolons or tabs.</summary>
internal static class CsvSheet
{
    public static SheetFile Read(ReadOnlySpan<byte> content, string name)
    {
        string text;
        try
        {
            text = content switch
            {
                [0xFF, 0xFE, .. var rest] => new UnicodeEncoding(bigEndian: false, false, throwOnInvalidBytes: true).GetString(rest),
                [0xFE, 0xFF, .. var rest] => new UnicodeEncoding(bigEndian: true, false, throwOnInvalidBytes: true).GetString(rest),
                [0xEF, 0xBB, 0xBF, .. var rest] => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(rest),
                _ => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content),
            };
        }
        catch (DecoderFallbackException)
        {
            return new SheetFile.Refused(SheetRefusal.Unreadable, "The file is not UTF-8. Save it as \"CSV UTF-8\", or as .xlsx.");
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? new SheetFile.Refused(SheetRefusal.Unreadable, "The file is neither a workbook nor a CSV.")
            : Parse(text, name);
    }

    private static SheetFile Parse(string text, string name)
    {
        var separator = SeparatorOf(text);
        var rows = new List<SheetRow>();
        var cells = new List<Cell>();
        var cell = new StringBuilder();
        var (isQuoted, wasQuoted, number) = (false, false, 1);
        for (var i = 0; i <= text.Length; i++)
        {
            var one = i < text.Length ? text[i] : '\n';
            if (isQuoted && i < text.Length)
            {
                if (one != '"')
                {
                    cell.Append(one);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[++i]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (one == '"' && cell.Length == 0 && !wasQuoted)
            {
                (isQuoted, wasQuoted) = (true, true);
            }
            else if (one == separator || one is '\n')
            {
                cells.Add(Of(cell.ToString()));
                cell.Clear();
                wasQuoted = false;
                if (one is '\n')
                {
                    EndRow();
                    if (rows.Count > SheetFile.MostRows)
                    {
                        return new SheetFile.Refused(SheetRefusal.TooMany, "The file has more than 50,000 rows.");
                    }
                }
            }
            else if (one is not '\r')
            {
                cell.Append(one);
            }
        }

        return new SheetFile.Read(new(name, rows, []));

        void EndRow()
        {
            if (cells.Exists(one => one.Kind is not CellKind.Empty))
            {
                rows.Add(new(number, cells.Count > SheetFile.MostColumns ? cells[..SheetFile.MostColumns] : [.. cells]));
            }

            cells.Clear();
            number++;
        }
    }

    // A cell that a spreadsheet would run is named like a formula in a workbook, instead of being kept until an export runs it elsewhere.
    private static Cell Of(string text) =>
        string.IsNullOrWhiteSpace(text) ? default
        : text.TrimStart()[0] is '=' or '@' ? new(text, CellKind.Formula)
        : new(text, CellKind.Text);

    private static char SeparatorOf(string text)
    {
        var head = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? end : text.Length));
        var (best, most) = (',', 0);
        foreach (var candidate in (ReadOnlySpan<char>)[',', ';', '\t'])
        {
            var count = head.Count(candidate);
            if (count > most)
            {
                (best, most) = (candidate, count);
            }
        }

        return best;
    }
}
