using System.Globalization;
using System.Text;
using Ispeed.Hub.Tables;

namespace Ispeed.Hub.OpenData;

/// <summary>CSV as of RFC 4180: comma, CRLF, a point in numbers, UTF-8 without a byte order mark unless one is asked for.</summary>
internal static class CsvFile
{
    public const string MediaType = "text/csv";

    /// <summary>Spreadsheets of some countries read UTF-8 only with a byte order mark.</summary>
    public static byte[] Write<T>(IReadOnlyList<Column<T>> columns, IEnumerable<T> rows, bool withMark = false)
    {
        var text = new StringBuilder();
        AppendLine(text, columns.Select(column => column.Name));
        foreach (var row in rows)
        {
            AppendLine(text, columns.Select(column => TextOf(column.Of(row))));
        }

        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return withMark ? [.. Encoding.UTF8.Preamble, .. utf8.GetBytes(text.ToString())] : utf8.GetBytes(text.ToString());
    }

    internal static string TextOf(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            bool flag => flag ? "true" : "false",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"No column holds a {value.GetType().Name}.", nameof(value)),
        };

    private static void AppendLine(StringBuilder text, IEnumerable<string> fields) => text.Append(CsvText.Line([.. fields])).Append("\r\n");
}
