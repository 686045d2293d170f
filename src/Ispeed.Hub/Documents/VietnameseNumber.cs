using System.Globalization;

namespace Ispeed.Hub.Documents;

/// <summary>Numbers as Vietnamese documents have them: 64.595 and 1,04.</summary>
internal static class VietnameseNumber
{
    private static readonly NumberFormatInfo Format = new()
    {
        NumberDecimalSeparator = ",",
        NumberGroupSeparator = ".",
        NumberGroupSizes = [3],
    };

    public static string Whole(long number) => number.ToString("N0", Format);

    public static string Decimal(decimal number, int decimals) => number.ToString($"N{decimals}", Format);

    public static string Percent(decimal percent) => Decimal(percent, 2) + "%";

    /// <summary>A half goes away from zero, as people round; binary fractions are taken by their shortest digits, so that every writer rounds the same.</summary>
    public static decimal Rounded(double number, int decimals) => Math.Round((decimal)number, decimals, MidpointRounding.AwayFromZero);

    public static string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>11/2026.</summary>
    public static string Month(DateOnly month) => month.ToString("MM/yyyy", CultureInfo.InvariantCulture);
}
