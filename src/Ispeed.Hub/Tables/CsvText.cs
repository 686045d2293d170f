using System.Buffers;

namespace Ispeed.Hub.Tables;

/// <summary>Rows as RFC 4180 text, to be read by <see cref="CsvTable"/> and by every spreadsheet.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Marked = SearchValues.Create(",\"\r\n");

    public static string Line(params ReadOnlySpan<string?> cells)
    {
        var line = new List<string>(cells.Length);
        foreach (var cell in cells)
        {
            line.Add(Quoted(cell ?? ""));
        }

        return string.Join(',', line);
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(Marked) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
