namespace Ispeed.Hub.Documents.Setting;

/// <summary>The head of a table: one row, or two where columns stand in groups. A column without a group reaches over both.</summary>
internal static class GridHead
{
    /// <summary>A cell of the head, with the columns and rows that it covers.</summary>
    internal sealed record Cell(string Text, int Column, int Columns, int Row, int Rows);

    public static IReadOnlyList<Cell> CellsOf(IReadOnlyList<GridColumn> columns)
    {
        var rows = columns.Any(column => column.Group is not null) ? 2 : 1;
        var cells = new List<Cell>();
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Group is not { } group)
            {
                cells.Add(new(columns[i].Title, i, 1, 0, rows));
                continue;
            }

            if (i == 0 || columns[i - 1].Group != group)
            {
                cells.Add(new(group, i, columns.Skip(i).TakeWhile(column => column.Group == group).Count(), 0, 1));
            }

            cells.Add(new(columns[i].Title, i, 1, 1, 1));
        }

        return cells;
    }
}
