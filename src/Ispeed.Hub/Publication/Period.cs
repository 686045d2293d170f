using System.Globalization;
using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Publication.OnRequest;

/// <summary>The months that figures are made of, in Viet Nam's calendar.</summary>
/// <param name="Name">As it stands in an address: <c>2026-11</c>, or <c>last3</c>.</param>
/// <param name="First">The first day.</param>
/// <param name="End">The first day that is not in it.</param>
internal sealed record Period(string Name, DateOnly First, DateOnly End)
{
    private const string LastThreeName = "last3";

    public DateTimeOffset From => VietnamTime.StartOf(First);

    public DateTimeOffset To => VietnamTime.StartOf(End);

    public static Period Month(int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return new(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), first, first.AddMonths(1));
    }

    /// <summary>The running month and the two before it.</summary>
    public static Period LastThree(DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return new(LastThreeName, month.AddMonths(-2), month.AddMonths(1));
    }

    /// <summary>Nothing given is the last three months; null when it cannot be read.</summary>
    public static Period? Parse(string? text, DateOnly today)
    {
        if (string.IsNullOrEmpty(text) || text == LastThreeName)
        {
            return LastThree(today);
        }

        return
            DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && first.Year is >= 2019 and <= 2100
            ? Month(first.Year, first.Month)
            : null;
    }
}
