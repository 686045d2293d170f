using System.Globalization;

namespace Ispeed.Hub.Areas;

/// <summary>The cell that a measurement keeps of its place: degrees rounded to two decimals, about 1.1 km; <c>12.25,109.19</c>.</summary>
internal static class CoarseCell
{
    private const NumberStyles Degrees = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static string Of(double latitude, double longitude) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(latitude, 2):0.00},{Math.Round(longitude, 2):0.00}");

    /// <summary>The middle of a cell; false for what is no cell.</summary>
    public static bool TryMiddle(ReadOnlySpan<char> cell, out double latitude, out double longitude)
    {
        (latitude, longitude) = (0, 0);
        var comma = cell.IndexOf(',');
        return comma > 0
            && double.TryParse(cell[..comma], Degrees, CultureInfo.InvariantCulture, out latitude)
            && double.TryParse(cell[(comma + 1)..], Degrees, CultureInfo.InvariantCulture, out longitude)
            && latitude is >= -90 and <= 90
            && longitude is >= -180 and <= 180;
    }
}
