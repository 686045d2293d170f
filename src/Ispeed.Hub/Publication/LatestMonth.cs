using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>The month that is shown when nobody asks for one.</summary>
internal static class LatestMonth
{
    // A month that has just begun says little: until the tenth, the one before is shown where it is published.
    private const int FirstDayWorthShowing = 10;

    public static async Task<Period> OfAsync(HubDb db, DateOnly today, CancellationToken cancellationToken)
    {
        var running = Period.Of(today);
        var first = running.First;
        var published = await db
            .PublishedMonths.AsNoTracking()
            .Where(month => month.Month <= first && month.ValidRuns > 0)
            .OrderByDescending(month => month.Month)
            .Select(month => month.Month)
            .Take(2)
            .ToListAsync(cancellationToken);
        return published switch
        {
            [var newest, var before] when newest == first && today.Day < FirstDayWorthShowing => Period.Of(before),
            [var newest, ..] => Period.Of(newest),
            _ => running,
        };
    }
}
