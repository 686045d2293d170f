using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>A code that is known, with the campaign that it belongs to and the name of its owner.</summary>
internal sealed record CodeInCampaign(ReferralCodeRow Row, Campaign Campaign, string Owner, string Issuer)
{
    public static async Task<CodeInCampaign?> FindAsync(
        HubDb db,
        AreaDirectory areas,
        ReferralCode code,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        if (await db.ReferralCodes.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code.Value, cancellationToken) is not { } row)
        {
            return null;
        }

        var campaign = await db.Campaigns.AsNoTracking().SingleAsync(one => one.Id == row.CampaignId, cancellationToken);
        var issuer = await NameAsync(db, campaign.IssuerId, day, cancellationToken);
        var owner = row.OrganisationId is { } id
            ? await NameAsync(db, id, day, cancellationToken)
            : areas.Find(row.AreaCode!, day)?.FullName;
        return new(row, campaign, owner ?? issuer ?? "", issuer ?? "");
    }

    /// <summary>Whether runs of today count with it.</summary>
    public bool IsValidOn(DateOnly day) => Row.IsValidOn(day) && Campaign.Has(new(day.Year, day.Month, 1));

    // The name of the day, else the last one that it had: a code outlives its owner's name.
    private static Task<string?> NameAsync(HubDb db, Guid id, DateOnly day, CancellationToken cancellationToken) =>
        db
            .OrganisationSpans.AsNoTracking()
            .Where(span => span.OrganisationId == id)
            .OrderByDescending(span => span.ValidFrom <= day && (span.ValidTo == null || span.ValidTo > day))
            .ThenByDescending(span => span.ValidFrom)
            .Select(span => span.Name)
            .FirstOrDefaultAsync(cancellationToken);
}
