using Ispeed.Hub.Audit;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>Codes in bulk, and another one in the place of one.</summary>
internal static class MakeCodes
{
    /// <summary>A code for every unit below the issuer, the issuer too, that has none which is valid; those that have one keep it.</summary>
    public static async Task<IReadOnlyList<ReferralCodeRow>> ForUnitsAsync(
        HubDb db,
        Campaign campaign,
        DateOnly day,
        Random random,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var tree = await OrganisationTree.OnAsync(db, day, cancellationToken);
        var standing = await db.ReferralCodes.AsNoTracking().Where(row => row.CampaignId == campaign.Id).ToListAsync(cancellationToken);
        var served = standing.Where(row => row.IsValidOn(day) && row.ReplacedBy is null).Select(row => row.OrganisationId).ToHashSet();
        var missing = tree.From(campaign.IssuerId).Where(one => !served.Contains(one.Node.Id)).Select(one => one.Node.Id).ToList();
        var made = (await DrawAsync(db, missing.Count, random, cancellationToken))
            .Zip(missing, (code, owner) => Row(code, campaign, day, owner, areaCode: null))
            .ToList();
        return await KeepAsync(db, made, campaign, by, now, cancellationToken);
    }

    /// <summary>Codes of areas: communes whose people are asked themselves.</summary>
    public static async Task<IReadOnlyList<ReferralCodeRow>> ForAreasAsync(
        HubDb db,
        Campaign campaign,
        IReadOnlyList<string> areas,
        DateOnly day,
        Random random,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var made = (await DrawAsync(db, areas.Count, random, cancellationToken))
            .Zip(areas, (code, area) => Row(code, campaign, day, owner: null, area))
            .ToList();
        return await KeepAsync(db, made, campaign, by, now, cancellationToken);
    }

    private static async Task<IReadOnlyList<ReferralCodeRow>> KeepAsync(
        HubDb db,
        List<ReferralCodeRow> made,
        Campaign campaign,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (made.Count > 0)
        {
            db.AddRange(made);
            await db.SaveWithAsync(new(by, AuditAct.CodesMade, campaign.Subject, ("codes", made.Count)), now, cancellationToken);
        }

        return made;
    }

    /// <summary>Another code for the same owner. What is printed counts on until a day; what it counted stays counted.</summary>
    public static async Task<ReferralCodeRow?> ReplaceAsync(
        HubDb db,
        ReferralCode old,
        DateOnly day,
        DateOnly until,
        Random random,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var row = await db.ReferralCodes.SingleOrDefaultAsync(one => one.Code == old.Value, cancellationToken);
        if (row is null || row.ReplacedBy is not null)
        {
            return null;
        }

        var campaign = await db.Campaigns.SingleAsync(one => one.Id == row.CampaignId, cancellationToken);
        var made = Row((await DrawAsync(db, 1, random, cancellationToken))[0], campaign, day, row.OrganisationId, row.AreaCode);
        (row.ReplacedBy, row.ValidTo) = (made.Code, until);
        db.Add(made);
        var note = new AuditNote(
            by,
            AuditAct.CodeReplaced,
            campaign.Subject,
            ("old", row.Code),
            ("new", made.Code),
            ("until", $"{until:yyyy-MM-dd}")
        );
        await db.SaveWithAsync(note, now, cancellationToken);
        return made;
    }

    /// <summary>Codes that nobody ever had: an old poster must not count for somebody else.</summary>
    private static async Task<IReadOnlyList<ReferralCode>> DrawAsync(
        HubDb db,
        int count,
        Random random,
        CancellationToken cancellationToken
    )
    {
        var taken = await db.ReferralCodes.Select(row => row.Code).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        var drawn = new List<ReferralCode>(count);
        // Ends soon: of 32⁶ codes even a country takes fewer than one in ten thousand.
        while (drawn.Count < count)
        {
            var code = ReferralCode.Draw(random);
            if (taken.Add(code.Value))
            {
                drawn.Add(code);
            }
        }

        return drawn;
    }

    private static ReferralCodeRow Row(ReferralCode code, Campaign campaign, DateOnly day, Guid? owner, string? areaCode) =>
        new()
        {
            Code = code.Value,
            CampaignId = campaign.Id,
            OrganisationId = owner,
            AreaCode = areaCode,
            ValidFrom = day,
        };
}
