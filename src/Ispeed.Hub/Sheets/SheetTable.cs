namespace Ispeed.Hub.Sheets;

/// <summary>A table on its way out, once for every kind of file: workbook, CSV, and the tables of documents.</summary>
/// <param name="Name">Of the sheet, at most 31 characters, none of []:*?/\.</param>
/// <param name="Columns">From the left.</param>
/// <param name="Rows">Below the head.</param>
internal sealed record SheetTable(string Name, IReadOnlyList<SheetColumn> Columns, IReadOnlyList<TableRow> Rows);

/// <summary>A column with all that its writers need to know.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Share">Its width beside those of the others, in millimetres on a page.</param>
/// <param name="Form">What its cells hold.</param>
/// <param name="Decimals">Of a number. Its cells hold the number rounded to these, so that every file says the same.</param>
/// <param name="Group">What stands above it and its neighbours of the same group.</param>
internal sealed record SheetColumn(string Title, double Share, ColumnForm Form, int Decimals = 0, string? Group = null)
{
    /// <summary>Both lines of the head in one, for a file whose head is one line.</summary>
    public string FullTitle => Group is null ? Title : $"{Group}: {Title}";
}

/// <summary>What the cells of a column hold; any may be null.</summary>
internal enum ColumnForm
{
    /// <summary>A <see cref="string"/>, from the left.</summary>
    Text,

    /// <summary>A <see cref="string"/> in the middle: numbers of rows, codes, yes and no.</summary>
    Mark,

    /// <summary>A <see cref="long"/> or <see cref="decimal"/>, from the right.</summary>
    Number,
}

/// <summary>Cells of a row: string, long, decimal or null, by its columns.</summary>
internal sealed record TableRow(IReadOnlyList<object?> Cells, bool IsTotal = false);
