using System.Globalization;
using Ispeed.Hub.Tables;

namespace Ispeed.Hub.Operators;

/// <summary>The operator tables as a file: what is exported can be changed in a spreadsheet and imported again.</summary>
internal static class OperatorCsv
{
    public const string Heading = "kind,key,from,removed,name,operator,use,host,sells,sims";

    public static string Line(OperatorEntry entry) =>
        CsvText.Line(
            entry.Kind,
            entry.Key,
            entry.From == DateOnly.MinValue ? "" : entry.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            entry.IsRemoved ? "yes" : "",
            entry.Name,
            entry.Operator,
            entry.Use,
            entry.Host,
            entry.Sells,
            entry.Sims
        );

    /// <summary>The entries of a file; a line without a day begins on <paramref name="day"/>. What cannot be read is named by its line.</summary>
    public static IReadOnlyList<OperatorEntry> Read(ReadOnlySpan<byte> file, DateOnly day, List<string> faults)
    {
        if (CsvTable.Read(file, out var why) is not { } table || !table.Has("kind") || !table.Has("key"))
        {
            faults.Add(why ?? $"The heading is not {Heading}.");
            return [];
        }

        var entries = new List<OperatorEntry>();
        foreach (var row in table.Rows)
        {
            var (kind, key, from) = (table.Cell(row, "kind"), table.Cell(row, "key"), table.Cell(row, "from"));
            var begins = day;
            if (
                from.Length > 0
                && !DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out begins)
            )
            {
                faults.Add($"Line {row.Line}: '{from}' is no day; write for example 2026-11-25.");
                continue;
            }

            var entry = new OperatorEntry(
                kind,
                OperatorEntry.OneSpelling(kind, key) ?? key,
                begins,
                table.Cell(row, "removed") is "yes",
                Text(table, row, "name"),
                Text(table, row, "operator"),
                Text(table, row, "use"),
                Text(table, row, "host"),
                Text(table, row, "sells"),
                Text(table, row, "sims")
            );
            if (entry.Fault() is { } fault)
            {
                faults.Add($"Line {row.Line}: {fault}");
            }
            else
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static string? Text(CsvTable table, CsvRow row, string column) => table.Cell(row, column) is { Length: > 0 } text ? text : null;
}
