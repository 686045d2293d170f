using System.Text;

namespace Ispeed.Hub.Tables;

/// <summary>A table that a person brings or takes away: comma-separated with a heading (RFC 4180), UTF-8, columns found by name.</summary>
internal sealed class CsvTable
{
    private const int MostColumns = 100;

    private readonly Dictionary<string, int> columns;

    private CsvTable(Dictionary<string, int> columns, List<CsvRow> rows)
    {
        this.columns = columns;
        Rows = rows;
    }

    public IReadOnlyList<CsvRow> Rows { get; }

    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>The cell of a row, without spaces around; empty where the table has no such column.</summary>
    public string Cell(CsvRow row, string column) => columns.TryGetValue(column, out var at) ? row.Cells[at].Trim() : "";

    /// <summary>The table; else a sentence that names the line. Never an exception, whatever the bytes are.</summary>
    public static CsvTable? Read(ReadOnlySpan<byte> file, out string? why)
    {
        string text;
        try
        {
            var start = file.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file[start..]);
        }
        catch (DecoderFallbackException) // bytes of another encoding: say so, a guess would garble Vietnamese names
        {
            why = "It is not UTF-8; save it as CSV UTF-8.";
            return null;
        }

        var rows = new List<CsvRow>();
        var at = 0;
        for (var line = 1; at < text.Length; )
        {
            var first = line;
            if (Line(text, ref at, ref line) is not { } cells)
            {
                why = $"Line {first} has a quotation mark that is not closed or stands in the middle of a cell.";
                return null;
            }

            if (cells is not [""])
            {
                rows.Add(new(first, cells));
            }
        }

        return Of(rows, out why);
    }

    private static CsvTable? Of(List<CsvRow> rows, out string? why)
    {
        why = null;
        if (rows.Count == 0 || rows[0].Cells.Length > MostColumns)
        {
            why = "It has no heading with the names of the columns.";
            return null;
        }

        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in rows[0].Cells)
        {
            if (!names.TryAdd(name.Trim(), names.Count))
            {
                why = $"The heading names the column '{name.Trim()}' twice.";
                return null;
            }
        }

        if (rows.Find(row => row.Cells.Length != names.Count) is { } odd)
        {
            why = $"Line {odd.Line} has {odd.Cells.Length} cells, the heading has {names.Count}.";
            return null;
        }

        rows.RemoveAt(0);
        return new(names, rows);
    }

    // One record from here on, lines inside quotation marks counted; null for a record that is not one.
    private static string[]? Line(string text, ref int at, ref int line)
    {
        var cells = new List<string>();
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                if (Quoted(text, ref at, ref line) is not { } quoted)
                {
                    return null;
                }

                cells.Add(quoted);
            }
            else
            {
                var end = text.AsSpan(at).IndexOfAny(",\"\r\n");
                end = end < 0 ? text.Length : at + end;
                if (end < text.Length && text[end] == '"')
                {
                    return null;
                }

                cells.Add(text[at..end]);
                at = end;
            }

            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            if (at < text.Length && text[at] is not ('\r' or '\n'))
            {
                return null; // something after a closing quotation mark
            }

            at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
            line++;
            return [.. cells];
        }
    }

    private static string? Quoted(string text, ref int at, ref int line)
    {
        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                if (at + 1 >= text.Length || text[at + 1] != '"')
                {
                    at++;
                    return cell.ToString();
                }

                at++;
            }

            line += text[at] == '\n' ? 1 : 0;
            cell.Append(text[at]);
        }

        return null;
    }
}

/// <summary>One row and the line of the file on which it begins.</summary>
internal sealed record CsvRow(int Line, string[] Cells);
