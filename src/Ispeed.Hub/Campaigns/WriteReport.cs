using Ispeed.Hub.Audit;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>A unit writes its report of a month. Of two who write at once nobody loses a word: fields that only one changed are joined, those that both changed are shown to the second.</summary>
internal static class WriteReport
{
    public const int LargestNumber = 1_000_000;
    public const int LongestText = 4_000; // characters; half a page of the printed report

    /// <param name="db">Where it is kept.</param>
    /// <param name="round">Whose month.</param>
    /// <param name="seen">What the form showed when it was opened.</param>
    /// <param name="written">What came back.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends it with nothing written.</param>
    public static async Task<WriteOutcome> RunAsync(
        HubDb db,
        UnitRound round,
        ReportWords seen,
        ReportWords written,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var state = await db
            .UnitRounds.Where(one =>
                one.CampaignId == round.CampaignId && one.Month == round.Month && one.OrganisationId == round.OrganisationId
            )
            .Select(one => one.State)
            .SingleAsync(cancellationToken);
        if (state is RoundState.Submitted or RoundState.Accepted)
        {
            return new WriteOutcome.IsWithSuperior();
        }

        var report = await db.UnitReports.FindAsync([round.CampaignId, round.Month, round.OrganisationId], cancellationToken);
        var standing = report?.Words ?? seen; // what was filled in beforehand is nobody's word yet
        var (merged, clashes) = ReportWords.Merge(seen, written, standing);
        if (clashes.Count > 0)
        {
            db.ChangeTracker.Clear();
            return new WriteOutcome.Clash(standing, clashes);
        }

        if (report is null)
        {
            report = new UnitReportRow
            {
                CampaignId = round.CampaignId,
                Month = round.Month,
                OrganisationId = round.OrganisationId,
            };
            db.Add(report);
        }
        else if (merged == standing)
        {
            return new WriteOutcome.Written(standing);
        }
        else
        {
            report.Version++;
        }

        report.Take(merged);
        report.ChangedAt = now;
        try
        {
            var note = new AuditNote(
                by,
                AuditAct.ReportWritten,
                OrganisationEdit.SubjectOf(round.OrganisationId),
                ("campaign", round.CampaignId),
                ("month", $"{round.Month:yyyy-MM}")
            );
            await db.SaveWithAsync(note, now, cancellationToken);
            return new WriteOutcome.Written(merged);
        }
        catch (DbUpdateException raced) when (raced is DbUpdateConcurrencyException || StoreFailure.IsConflict(raced))
        {
            // Somebody saved in this very moment: looked at again, field by field. Liveness: once more for each save of others.
            db.ChangeTracker.Clear();
            return await RunAsync(db, round, seen, written, by, now, cancellationToken);
        }
    }

    /// <summary>
    /// What a form shows before anybody wrote: who installed it last month has it still; who was seen has used it.
    /// </summary>
    public static async Task<ReportWords> FilledAsync(HubDb db, UnitLine line, CancellationToken cancellationToken)
    {
        var round = line.Round;
        if (await db.UnitReports.AsNoTracking().FirstOrDefaultAsync(Is(round.Month), cancellationToken) is { } report)
        {
            return report.Words;
        }

        var last = await db.UnitReports.AsNoTracking().FirstOrDefaultAsync(Is(round.Month.AddMonths(-1)), cancellationToken);
        return ReportWords.None with { Installed = last?.Installed, Used = line.StaffSeen };

        System.Linq.Expressions.Expression<Func<UnitReportRow, bool>> Is(DateOnly month) =>
            one => one.CampaignId == round.CampaignId && one.Month == month && one.OrganisationId == round.OrganisationId;
    }
}

/// <summary>What became of a report that was sent.</summary>
internal abstract record WriteOutcome
{
    private WriteOutcome() { }

    /// <summary>It stands so, with what somebody else changed meanwhile.</summary>
    public sealed record Written(ReportWords Standing) : WriteOutcome;

    /// <summary>Somebody else changed the same fields meanwhile; nothing was written.</summary>
    public sealed record Clash(ReportWords Standing, IReadOnlyList<ReportField> Fields) : WriteOutcome;

    /// <summary>It was sent up; only when it comes back can it be changed.</summary>
    public sealed record IsWithSuperior : WriteOutcome;
}
