using System.Globalization;

namespace Ispeed.Hub.Areas;

/// <summary>
/// The cell that is kept of a place: an H3 hexagon of resolution 8, about 1 km across, as its fifteen hexadecimal digits, <c>886914d55bfffff</c>
/// (docs/decisions/0006).
/// </summary>
internal static class CoarseCell
{
    /// <summary>Null outside the grid, which covers Viet Nam and its sea.</summary>
    public static string? Of(double latitude, double longitude) => HexGrid.CellAt(latitude, longitude) is { } cell ? Write(cell) : null;

    public static string Write(ulong cell) => cell.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>False for what is no cell of the grid.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ulong cell) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out cell) && HexGrid.MiddleOf(cell) is not null;

    /// <summary>The middle of a cell; false for what is no cell.</summary>
    public static bool TryMiddle(ReadOnlySpan<char> cell, out double latitude, out double longitude)
    {
        (latitude, longitude) = (0, 0);
        if (!TryRead(cell, out var number) || HexGrid.MiddleOf(number) is not var (south, west))
        {
            return false;
        }

        (latitude, longitude) = (south, west);
        return true;
    }
}
