using System.Globalization;
using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Publication;

/// <summary>A month that figures are made of, in Viet Nam's calendar.</summary>
/// <param name="Name">As it stands in an address: <c>2026-11</c>.</param>
/// <param name="First">The first day.</param>
/// <param name="End">The first day that is not in it.</param>
internal sealed record Period(string Name, DateOnly First, DateOnly End)
{
    public DateTimeOffset From => VietnamTime.StartOf(First);

    public DateTimeOffset To => VietnamTime.StartOf(End);

    public static Period Month(int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return new(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), first, first.AddMonths(1));
    }

    /// <summary>The month that a day lies in.</summary>
    public static Period Of(DateOnly day) => Month(day.Year, day.Month);

    /// <summary>Null when it cannot be read.</summary>
    public static Period? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
        && first.Year is >= 2019 and <= 2100
            ? Month(first.Year, first.Month)
            : null;

    /// <summary>The day on which its areas are looked up.</summary>
    public DateOnly Last => End.AddDays(-1);
}
