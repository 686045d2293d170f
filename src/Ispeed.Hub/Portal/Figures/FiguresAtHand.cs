using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Ispeed.Hub.Portal.Figures;

/// <summary>An area's figures as they were a minute ago at most: a link that travels is opened by many at once, and the page says when they were made.</summary>
internal sealed class FiguresAtHand(IDbContextFactory<HubDb> databases) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    // 500 areas and periods; a province's figures take some 50 KB, so this stays below 25 MB.
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = 500 });

    public async Task<AreaFigures> ForAsync(Area area, Period period, CancellationToken cancellationToken)
    {
        var key = (area.Code, area.ValidFrom, period.First, period.End);
        if (kept.TryGetValue(key, out AreaFigures? figures) && figures is not null)
        {
            return figures;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        figures = await AreaFigures.ForAsync(db, area, period, cancellationToken);
        return kept.Set(key, figures, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = KeptFor, Size = 1 });
    }

    public void Dispose() => kept.Dispose();
}
