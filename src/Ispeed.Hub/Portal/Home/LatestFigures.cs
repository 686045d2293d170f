using Ispeed.Hub.Areas;
using Ispeed.Hub.Demonstration;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Home;

/// <summary>The provinces of which most is known, for the first page. Kept for some minutes: the first page is asked for by everybody.</summary>
internal sealed class LatestFigures(IDbContextFactory<HubDb> databases, AreaDirectory areas, TimeProvider time) : IDisposable
{
    public sealed record Teaser(Period Period, IReadOnlyList<(Area Area, Cell Cell)> Provinces);

    private const int Most = 5;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim oneAtATime = new(1);
    private (Teaser Teaser, long At)? kept;

    public async Task<Teaser> NowAsync(CancellationToken cancellationToken)
    {
        // Liveness: whoever holds it makes a bounded number of queries; a reader who leaves stops waiting.
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (kept is not { } last || time.GetElapsedTime(last.At) > KeptFor)
            {
                kept = last = (await MakeAsync(cancellationToken), time.GetTimestamp());
            }

            return last.Teaser;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task<Teaser> MakeAsync(CancellationToken cancellationToken)
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        var period = Period.LastThree(today);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (from, to) = (period.From, period.To);
        var demonstration = await db.IsDemonstrationAsync(cancellationToken);
        var busiest = await db.Measurements.AsNoTracking()
            .Where(row => row.StartedAt >= from && row.StartedAt < to && row.IsDemonstration == demonstration && row.ProvinceCode != null)
            .Publishable()
            .GroupBy(row => row.ProvinceCode!)
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .Take(Most)
            .ToListAsync(cancellationToken);
        var provinces = new List<(Area Area, Cell Cell)>();
        foreach (var code in busiest)
        {
            if (areas.Find(code, today) is { } area)
            {
                var figures = await AreaFigures.ForAsync(db, area, period, cancellationToken);
                if (figures.All is { Withheld: Withholding.Shown, Down: not null } cell)
                {
                    provinces.Add((area, cell));
                }
            }
        }

        return new(period, provinces);
    }
}
