using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Demonstration;

/// <summary>Whether every page must say that its measurements are simulated. Asked for each page, so it is remembered.</summary>
internal sealed class DemonstrationMark(IDbContextFactory<HubDb> databases, TimeProvider time)
{
    // A hub that runs may be filled by another process; a demonstration never turns real.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private volatile Answer? last;

    public async ValueTask<bool> IsDemonstrationAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (last is { } known && (known.Yes || time.GetElapsedTime(known.At, now) < Fresh))
        {
            return known.Yes;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var yes = await db.IsDemonstrationAsync(cancellationToken);
        last = new(yes, now);
        return yes;
    }

    private sealed record Answer(bool Yes, long At);
}
