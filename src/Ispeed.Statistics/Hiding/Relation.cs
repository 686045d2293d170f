namespace Ispeed.Statistics.Hiding;

/// <summary>
/// A sum that anyone can do with published cells: the whole is the sum of the parts. A commune is the sum of its operators, a province of its communes,
/// a year to date of what it was a month before and the month; every such sum over the same cells belongs to one call.
/// </summary>
/// <param name="Whole">The cell that is the sum.</param>
/// <param name="Parts">The cells that are summed, each once, without the whole.</param>
public sealed record Relation(int Whole, IReadOnlyList<int> Parts)
{
    /// <summary>All cells of the sum.</summary>
    internal IEnumerable<int> Cells => Parts.Append(Whole);

    /// <summary>What is wrong with it for so many cells; null when nothing is.</summary>
    internal string? Fault(int cells) =>
        Cells.Any(cell => cell < 0 || cell >= cells) ? $"The sum to cell {Whole} names a cell that does not exist."
        : Cells.Distinct().Count() != Parts.Count + 1 ? $"The sum to cell {Whole} names a cell twice."
        : null;
}
