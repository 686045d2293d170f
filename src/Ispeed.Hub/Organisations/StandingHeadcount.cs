using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Organisations;

/// <summary>The staff that stand in a month: the last entry that is not later.</summary>
internal static class StandingHeadcount
{
    public static Task<int?> OfAsync(HubDb db, Guid organisationId, DateOnly month, CancellationToken cancellationToken) =>
        db
            .Headcounts.Where(one => one.OrganisationId == organisationId && one.Month <= month)
            .OrderByDescending(one => one.Month)
            .Select(one => (int?)one.Staff)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Of every organisation that has an entry.</summary>
    public static async Task<IReadOnlyDictionary<Guid, int>> AllAsync(HubDb db, DateOnly month, CancellationToken cancellationToken)
    {
        var entries = await db
            .Headcounts.AsNoTracking()
            .Where(one => one.Month <= month)
            .OrderBy(one => one.Month)
            .ToListAsync(cancellationToken);
        var standing = new Dictionary<Guid, int>();
        entries.ForEach(one => standing[one.OrganisationId] = one.Staff);
        return standing;
    }
}
