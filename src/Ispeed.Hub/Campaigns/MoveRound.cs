using Ispeed.Hub.Audit;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>A unit submits its month, its superior returns it with a reason or accepts it. Every step is written down.</summary>
internal static class MoveRound
{
    private const int LongestReason = 2_000;

    /// <param name="db">Where it is kept.</param>
    /// <param name="seen">The round as the person looked at it: when somebody moved it since, nothing is written.</param>
    /// <param name="next">What it shall become.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why it is returned; needed then.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends it with nothing written.</param>
    public static async Task<MoveOutcome> RunAsync(
        HubDb db,
        UnitRound seen,
        RoundState next,
        Author by,
        string? reason,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (next is RoundState.Returned && (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason))
        {
            return MoveOutcome.ReasonMissing;
        }

        var round = await db.UnitRounds.SingleAsync(
            one => one.CampaignId == seen.CampaignId && one.Month == seen.Month && one.OrganisationId == seen.OrganisationId,
            cancellationToken
        );
        if (round.Version != seen.Version)
        {
            return MoveOutcome.ChangedMeanwhile;
        }

        if (!round.MayBecome(next))
        {
            return MoveOutcome.NotFromHere;
        }

        if (next is RoundState.Submitted)
        {
            round.Staff = await StandingHeadcount.OfAsync(db, round.OrganisationId, round.Month, cancellationToken);
        }

        round.State = next;
        round.Version++;
        db.Add(
            new UnitRoundEvent
            {
                Id = Guid.CreateVersion7(now),
                CampaignId = round.CampaignId,
                Month = round.Month,
                OrganisationId = round.OrganisationId,
                At = now,
                By = by.ToString(),
                Became = next,
                Reason = next is RoundState.Returned ? reason : null,
            }
        );
        try
        {
            var note = new AuditNote(
                by,
                AuditAct.RoundMoved,
                OrganisationEdit.SubjectOf(round.OrganisationId),
                ("campaign", round.CampaignId),
                ("month", $"{round.Month:yyyy-MM}"),
                ("state", next.ToString().ToLowerInvariant())
            );
            await db.SaveWithAsync(note, now, cancellationToken);
            return MoveOutcome.Moved;
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear(); // the other one's step stands, with its entry in the history; ours left no trace
            return MoveOutcome.ChangedMeanwhile;
        }
    }
}

internal enum MoveOutcome
{
    Moved,
    NotFromHere,
    ReasonMissing,
    ChangedMeanwhile,
}
