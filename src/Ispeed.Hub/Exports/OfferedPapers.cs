using Ispeed.Hub.Accounts;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Exports;

/// <summary>What somebody may fetch of one campaign and month.</summary>
/// <param name="Campaign">Whose.</param>
/// <param name="Month">Its first day.</param>
/// <param name="IsWhole">All papers; else only the reports of <paramref name="Units"/>.</param>
/// <param name="Units">Units whose reports are this one's own; empty for who sees everything.</param>
internal sealed record OfferedPapers(Campaign Campaign, DateOnly Month, bool IsWhole, IReadOnlyList<OrganisationNode> Units)
{
    /// <summary>Names without ending, and the endings, of what there is once a month.</summary>
    public static IReadOnlyList<(string Name, string[] Endings)> Whole { get; } =
    [
        ("cong-van", ["docx", "pdf"]),
        ("bao-cao", ["docx", "pdf"]),
        ("tong-hop", ["docx", "pdf", "xlsx"]),
        ("phu-luc-1-so-lieu", ["docx", "pdf", "xlsx", "csv"]),
        ("phu-luc-2-ma-gioi-thieu", ["docx", "pdf", "xlsx", "csv"]),
        ("ket-qua-don-vi", ["docx", "pdf", "xlsx", "csv"]),
        ("to-ma-qr", ["pdf"]),
        ("phieu-ma-qr", ["pdf"]),
    ];

    private const int MostMonths = 12;
    private const int MostUnits = 200; // of a page; whoever has more sees the whole

    /// <summary>The newest months first.</summary>
    public static async Task<IReadOnlyList<OfferedPapers>> ToAsync(HubDb db, Actor actor, DateOnly day, CancellationToken cancellationToken)
    {
        var tree = await OrganisationTree.OnAsync(db, day, cancellationToken);
        var offered = new List<OfferedPapers>();
        foreach (var campaign in await db.Campaigns.AsNoTracking().OrderBy(one => one.Key).ToListAsync(cancellationToken))
        {
            var isWhole = actor.MaySee(tree, campaign.IssuerId);
            OrganisationNode[] units = isWhole
                ? []
                :
                [
                    .. tree.From(campaign.IssuerId)
                        .Where(one => one.Level > 0 && actor.MaySee(tree, one.Node.Id))
                        .Select(one => one.Node)
                        .Take(MostUnits),
                ];
            if (!isWhole && units.Length == 0)
            {
                continue;
            }

            var months = await db
                .UnitRounds.Where(round => round.CampaignId == campaign.Id)
                .Select(round => round.Month)
                .Distinct()
                .OrderByDescending(month => month)
                .Take(MostMonths)
                .ToListAsync(cancellationToken);
            offered.AddRange(months.Select(month => new OfferedPapers(campaign, month, isWhole, units)));
        }

        return [.. offered.OrderByDescending(one => one.Month)];
    }
}
