namespace Ispeed.Hub.OpenData;

/// <summary>What a column holds; decides how it is written in CSV and in Parquet.</summary>
internal enum ColumnType
{
    /// <summary>Text, UTF-8.</summary>
    Text,

    /// <summary>A whole number, 64 bits.</summary>
    Integer,

    /// <summary>A number, IEEE 754 double; in CSV the shortest digits that read back the same, with a point.</summary>
    Decimal,

    /// <summary>A day, ISO 8601.</summary>
    Day,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
}

/// <summary>One column of a table that leaves. Writers and the data dictionary read the same list of these.</summary>
/// <param name="Name">As in the head of the file.</param>
/// <param name="Type">What it holds; every column may be empty.</param>
/// <param name="Unit">Null where there is none.</param>
/// <param name="Vietnamese">What it says.</param>
/// <param name="English">The same.</param>
/// <param name="Of">The value: string, long, double, DateOnly or bool by the type, or null.</param>
internal sealed record Column<T>(string Name, ColumnType Type, string? Unit, string Vietnamese, string English, Func<T, object?> Of);

/// <summary>A kind of file with its columns, as the dictionary shows it.</summary>
/// <param name="Name">File name without month and ending.</param>
/// <param name="Vietnamese">What a row is.</param>
/// <param name="English">The same.</param>
/// <param name="Columns">In the order of the file.</param>
internal sealed record TableDescription(string Name, string Vietnamese, string English, IReadOnlyList<ColumnDescription> Columns)
{
    public static TableDescription Of<T>(string name, string vietnamese, string english, IReadOnlyList<Column<T>> columns) =>
        new(
            name,
            vietnamese,
            english,
            [
                .. columns.Select(column => new ColumnDescription(
                    column.Name,
                    column.Type.ToString().ToLowerInvariant(),
                    column.Unit,
                    column.Vietnamese,
                    column.English
                )),
            ]
        );
}

/// <summary>A column as the dictionary shows it.</summary>
internal sealed record ColumnDescription(string Name, string Type, string? Unit, string Vietnamese, string English);
