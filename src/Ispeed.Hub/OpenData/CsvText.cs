using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ispeed.Hub.OpenData;

/// <summary>CSV as of RFC 4180: comma, CRLF, a point in numbers, UTF-8 without a byte order mark unless one is asked for.</summary>
internal static class CsvText
{
    public const string MediaType = "text/csv";

    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

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

    private static void AppendLine(StringBuilder text, IEnumerable<string> fields)
    {
        var isFirst = true;
        foreach (var field in fields)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            if (field.AsSpan().ContainsAny(NeedsQuotes))
            {
                text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(field);
            }
        }

        text.Append("\r\n");
    }
}
