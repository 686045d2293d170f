namespace Ispeed.Hub.Sheets;

/// <summary>A table as a file has it: from Excel, LibreOffice or a CSV.</summary>
/// <param name="Name">Of the sheet; of a CSV the file's.</param>
/// <param name="Rows">Rows that are not empty, each with its number in the file.</param>
/// <param name="Merged">Top left cells of merged ones: what stands there would belong to several rows or columns.</param>
internal sealed record Sheet(string Name, IReadOnlyList<SheetRow> Rows, IReadOnlyList<CellPlace> Merged);

/// <summary>One row; cells beyond the last one that was written are empty.</summary>
internal sealed record SheetRow(int Number, IReadOnlyList<Cell> Cells)
{
    public Cell this[int column] => column < Cells.Count ? Cells[column] : default;
}

/// <summary>What a cell holds. A number is as the file keeps it, with a full stop.</summary>
internal readonly record struct Cell(string? Written, CellKind Kind)
{
    public string Text => Written?.Trim() ?? "";
}

internal enum CellKind
{
    Empty,
    Text,
    Number,
    Formula,
}

/// <summary>Row and column, both as the person sees them: 12 and "C".</summary>
internal readonly record struct CellPlace(int Row, string Column)
{
    /// <summary>A, B, … Z, AA, …</summary>
    public static string NameOf(int column) =>
        column < 26 ? ((char)('A' + column)).ToString() : NameOf(column / 26 - 1) + (char)('A' + column % 26);

    /// <summary>Reads "C12"; false for anything else.</summary>
    public static bool TryRead(string? reference, out int row, out int column)
    {
        (row, column) = (0, 0);
        var letters = 0;
        foreach (var one in reference ?? "")
        {
            if (char.IsAsciiLetterUpper(one) && row == 0 && letters < 3)
            {
                column = column * 26 + (one - 'A' + 1);
                letters++;
            }
            else if (char.IsAsciiDigit(one) && letters > 0 && row < 100_000_000)
            {
                row = row * 10 + (one - '0');
            }
            else
            {
                return false;
            }
        }

        column--;
        return row > 0;
    }
}

/// <summary>A cell that cannot be taken, and why.</summary>
internal sealed record CellFault(string Sheet, int Row, string Column, CellReason Reason, string Written)
{
    public override string ToString() =>
        $"sheet \"{Sheet}\", row {Row}, column {Column}: {Sentence}{(Written.Length > 0 ? $" (\"{Shown}\")" : "")}";

    private string Shown => Written.Length <= 60 ? Written : Written[..60] + "…";

    private string Sentence =>
        Reason switch
        {
            CellReason.Missing => "is empty and must not be",
            CellReason.Formula => "is a formula; paste its value instead",
            CellReason.Merged => "is merged with others; split them",
            CellReason.TooLong => "is too long",
            CellReason.NoKey => "takes letters, digits, full stops and hyphens, at most 40",
            CellReason.Repeated => "stands in the file twice",
            CellReason.UnknownParent => "names no unit, neither in the file nor known before",
            CellReason.Cycle => "would make the unit stand above itself",
            CellReason.NoWholeNumber => "is no whole number from 0 to 1,000,000; write 1234 or 1.234",
            CellReason.NoEmail => "is no e-mail address",
            CellReason.UnknownArea => "is no code of a province or commune of that day",
            CellReason.UnknownColumn => "is no column of the template",
            CellReason.OutOfReach => "names a unit that you do not administer, or one that would stand outside of those",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

internal enum CellReason
{
    Missing,
    Formula,
    Merged,
    TooLong,
    NoKey,
    Repeated,
    UnknownParent,
    Cycle,
    NoWholeNumber,
    NoEmail,
    UnknownArea,
    UnknownColumn,
    OutOfReach,
}
