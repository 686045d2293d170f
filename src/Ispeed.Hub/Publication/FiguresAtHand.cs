using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Ispeed.Hub.Publication.OnRequest;

/// <summary>An area's figures as they were a minute ago at most: a link that travels is opened by many at once, and the answer says when it was made.</summary>
internal sealed class FiguresAtHand(IDbContextFactory<HubDb> databases) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    // 500 areas and periods; a province's figures take some 50 KB, so this stays below 25 MB.
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = 500 });

    // One at a time: a large province takes a second of a core, and intake runs on the same cores.
    private readonly SemaphoreSlim gate = new(1);

    public async Task<AreaFigures> ForAsync(Area area, Period period, CancellationToken cancellationToken)
    {
        var key = (area.Code, area.ValidFrom, period.First, period.End);
        if (kept.TryGetValue(key, out AreaFigures? figures) && figures is not null)
        {
            return figures;
        }

        // Liveness: who waits here waits for one area's queries after another; each ends with its request.
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (kept.TryGetValue(key, out figures) && figures is not null)
            {
                return figures; // the one before made it
            }

            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            figures = await AreaFigures.ForAsync(db, area, period, cancellationToken);
            return kept.Set(key, figures, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = KeptFor, Size = 1 });
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        kept.Dispose();
        gate.Dispose();
    }
}
