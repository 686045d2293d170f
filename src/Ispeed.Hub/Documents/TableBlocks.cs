using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Documents;

/// <summary>A table of figures on paper: the same cells as in the workbook, with Vietnamese numbers.</summary>
internal static class TableBlocks
{
    public static Block.Grid Of(SheetTable table, TextStyle? style = null) =>
        new(
            [.. table.Columns.Select(column => new GridColumn(column.Title, column.Share, AlignmentOf(column.Form), column.Group))],
            [.. table.Rows.Select(row => new GridRow([.. row.Cells.Select((cell, at) => Text(cell, table.Columns[at]))], row.IsTotal))],
            style ?? TextStyles.Cell
        );

    /// <summary>A cell in words and numbers as people read them.</summary>
    public static string Text(object? cell, SheetColumn column) =>
        cell switch
        {
            null => "",
            string text => text,
            long number => VietnameseNumber.Whole(number),
            decimal number => VietnameseNumber.Decimal(number, column.Decimals),
            _ => throw new ArgumentException($"The column '{column.Title}' holds a {cell.GetType().Name}.", nameof(cell)),
        };

    private static Alignment AlignmentOf(ColumnForm form) =>
        form switch
        {
            ColumnForm.Number => Alignment.Right,
            ColumnForm.Mark => Alignment.Centre,
            _ => Alignment.Left,
        };
}
