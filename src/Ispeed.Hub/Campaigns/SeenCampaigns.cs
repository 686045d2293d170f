using Ispeed.Hub.Accounts;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>The campaigns that somebody has to do with: those of organisations within reach, and those that ask an organisation within reach.</summary>
internal static class SeenCampaigns
{
    /// <returns>The newest first.</returns>
    public static async Task<IReadOnlyList<Campaign>> ReadAsync(
        HubDb db,
        Actor actor,
        OrganisationTree tree,
        CancellationToken cancellationToken
    )
    {
        var all = await db.Campaigns.AsNoTracking().OrderByDescending(one => one.Id).ToListAsync(cancellationToken);
        if (all.Count == 0 || actor.SeesAll)
        {
            return all;
        }

        var visible = tree.All.Where(node => actor.MaySee(tree, node.Id)).Select(node => node.Id).ToList();
        return all.FindAll(campaign => actor.MaySee(tree, campaign.IssuerId) || visible.Exists(id => tree.IsWithin(id, campaign.IssuerId)));
    }

    /// <summary>One of them; null for another.</summary>
    public static async Task<Campaign?> FindAsync(
        HubDb db,
        Guid id,
        Actor actor,
        OrganisationTree tree,
        CancellationToken cancellationToken
    ) => (await ReadAsync(db, actor, tree, cancellationToken)).FirstOrDefault(one => one.Id == id);
}
