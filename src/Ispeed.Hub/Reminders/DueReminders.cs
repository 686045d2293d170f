using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Reminders;

/// <summary>A unit that owes a report and is to be told now.</summary>
internal sealed record DueReminder(
    Campaign Campaign,
    string Issuer,
    UnitLine Line,
    string Address,
    ReminderOccasion Occasion,
    int DaysLeft
);

/// <summary>Who is to be reminded at a moment: the report is not in, the occasion is here, nobody was told of it yet, and the address has not said no.</summary>
internal static class DueReminders
{
    public const int DaysBefore = 3;
    public const int DaysAfter = 7;

    public static async Task<IReadOnlyList<DueReminder>> AtAsync(HubDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = VietnamTime.DayOf(now);
        var (first, last) = (today.AddDays(-DaysAfter), today.AddDays(DaysBefore));
        var months = await db
            .UnitRounds.AsNoTracking()
            .Where(round =>
                round.Deadline >= first && round.Deadline <= last && (round.State == RoundState.Open || round.State == RoundState.Returned)
            )
            .Select(round => new { round.CampaignId, round.Month })
            .Distinct()
            .ToListAsync(cancellationToken);
        var due = new List<DueReminder>();
        foreach (var month in months)
        {
            var campaign = await db.Campaigns.AsNoTracking().SingleAsync(one => one.Id == month.CampaignId, cancellationToken);
            due.AddRange(await OfAsync(db, campaign, month.Month, today, cancellationToken));
        }

        return due;
    }

    private static async Task<IEnumerable<DueReminder>> OfAsync(
        HubDb db,
        Campaign campaign,
        DateOnly month,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var addresses = await db
            .Organisations.AsNoTracking()
            .Where(one => one.ContactEmail != null)
            .ToDictionaryAsync(one => one.Id, one => one.ContactEmail!, cancellationToken);
        var refused = (await db.ReminderRefusals.AsNoTracking().ToListAsync(cancellationToken))
            .Select(one => new ReminderLink(one.OrganisationId, one.AddressHash))
            .ToHashSet();
        var told = (
            await db
                .Reminders.AsNoTracking()
                .Where(one => one.CampaignId == campaign.Id && one.Month == month)
                .Select(one => new { one.OrganisationId, one.Occasion })
                .ToListAsync(cancellationToken)
        )
            .Select(one => (one.OrganisationId, one.Occasion))
            .ToHashSet();
        var tree = await OrganisationTree.OnAsync(db, today, cancellationToken);
        var lines = await UnitBoard.ReadAsync(db, campaign, month, today, cancellationToken);
        return from line in lines
            where line.Unit is not null && line.Round.State is RoundState.Open or RoundState.Returned
            let left = line.Round.Deadline.DayNumber - today.DayNumber
            let occasion = OccasionOf(left)
            where occasion is not null && !told.Contains((line.Round.OrganisationId, occasion.Value))
            let address = addresses.GetValueOrDefault(line.Round.OrganisationId)
            where address is not null && !refused.Contains(ReminderLink.To(line.Round.OrganisationId, address))
            select new DueReminder(campaign, tree.Find(campaign.IssuerId)?.Name ?? campaign.Title, line, address, occasion.Value, left);
    }

    /// <summary>What a unit is told that has so many days left; a hub that was down for the days before tells only of the day.</summary>
    public static ReminderOccasion? OccasionOf(int daysLeft) =>
        daysLeft switch
        {
            > DaysBefore or < -DaysAfter => null,
            > 0 => ReminderOccasion.Before,
            0 => ReminderOccasion.OnTheDay,
            _ => ReminderOccasion.Late,
        };
}
