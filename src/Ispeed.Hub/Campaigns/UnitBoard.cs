using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>A unit's month: what was seen beside its headcount. A gap is shown, not hidden: more devices than staff stay what they are.</summary>
/// <param name="Round">Level, deadline, state.</param>
/// <param name="Unit">As it stands on the day asked for; null for one that ended since.</param>
/// <param name="Staff">Its headcount: as submitted, else the one that stands; null where nobody told.</param>
/// <param name="StaffSeen">Devices that measured enough as staff, or did not say as whom.</param>
/// <param name="OthersSeen">Devices of relatives and citizens that did.</param>
/// <param name="Runs">Runs of all these devices that count.</param>
internal sealed record UnitLine(UnitRound Round, OrganisationNode? Unit, int? Staff, int StaffSeen, int OthersSeen, int Runs)
{
    /// <summary>Seen staff of the headcount, per cent; null without a headcount.</summary>
    public double? Percent => Staff is > 0 ? 100.0 * StaffSeen / Staff.Value : null;
}

/// <summary>The units of one month of a campaign, all at once.</summary>
internal static class UnitBoard
{
    public static async Task<IReadOnlyList<UnitLine>> ReadAsync(
        HubDb db,
        Campaign campaign,
        DateOnly month,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var rounds = await db
            .UnitRounds.AsNoTracking()
            .Where(round => round.CampaignId == campaign.Id && round.Month == month)
            .ToListAsync(cancellationToken);
        var tree = await OrganisationTree.OnAsync(db, day, cancellationToken);
        var staff = await StandingHeadcount.AllAsync(db, month, cancellationToken);
        var owners = await db
            .ReferralCodes.AsNoTracking()
            .Where(row => row.CampaignId == campaign.Id && row.OrganisationId != null)
            .ToDictionaryAsync(row => row.Code, row => row.OrganisationId!.Value, StringComparer.Ordinal, cancellationToken);
        var successors = await db
            .OrganisationSuccessions.AsNoTracking()
            .Where(one => one.On <= month)
            .ToDictionaryAsync(one => one.FromId, one => one.ToId, cancellationToken);
        var seen = new Dictionary<Guid, (int Staff, int Others, int Runs)>();
        foreach (var (code, participant, devices, runs) in await SeenAsync(db, month, campaign.RunsAMonth, cancellationToken))
        {
            if (!owners.TryGetValue(code, out var owner))
            {
                continue; // of another campaign, or of an area
            }

            // The poster of a unit that was merged counts for the one that carries on. Bounded: each step is another organisation.
            for (var steps = 0; steps < successors.Count && successors.TryGetValue(owner, out var next); steps++)
            {
                owner = next;
            }

            var (asStaff, asOthers, soFar) = seen.GetValueOrDefault(owner);
            seen[owner] = participant is Participant.Relative or Participant.Citizen
                ? (asStaff, asOthers + devices, soFar + runs)
                : (asStaff + devices, asOthers, soFar + runs);
        }

        return
        [
            .. rounds
                .Select(round =>
                {
                    var (asStaff, asOthers, runs) = seen.GetValueOrDefault(round.OrganisationId);
                    var headcount = round.Staff ?? (staff.TryGetValue(round.OrganisationId, out var standing) ? standing : null);
                    return new UnitLine(round, tree.Find(round.OrganisationId), headcount, asStaff, asOthers, runs);
                })
                .OrderBy(line => line.Unit?.Key, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static async Task<List<(string Code, Participant? Participant, int Devices, int Runs)>> SeenAsync(
        HubDb db,
        DateOnly month,
        int needed,
        CancellationToken cancellationToken
    )
    {
        var groups = await db
            .Participations.AsNoTracking()
            .Where(one => one.Month == month && one.Runs >= needed)
            .GroupBy(one => new { one.Code, one.Participant })
            .Select(group => new
            {
                group.Key.Code,
                group.Key.Participant,
                Devices = group.Count(),
                Runs = group.Sum(one => one.Runs),
            })
            .ToListAsync(cancellationToken);
        return groups.ConvertAll(group => (group.Code, group.Participant, group.Devices, group.Runs));
    }
}
