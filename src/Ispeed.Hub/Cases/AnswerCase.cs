using System.Globalization;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Cases;

/// <summary>The operator says what it does about a weak commune, and until when.</summary>
internal static class AnswerCase
{
    public const int LongestMeasure = 2_000;

    /// <summary>A promise further away is none.</summary>
    public const int LongestMonths = 24;

    /// <param name="db">Where it is kept.</param>
    /// <param name="id">The case.</param>
    /// <param name="seen">The version that the person looked at.</param>
    /// <param name="measure">What is done.</param>
    /// <param name="dueOn">Until when.</param>
    /// <param name="today">The day of the answer.</param>
    /// <param name="by">Who answers.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends it with nothing written.</param>
    public static async Task<AnswerOutcome> RunAsync(
        HubDb db,
        Guid id,
        int seen,
        string measure,
        DateOnly dueOn,
        DateOnly today,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var text = measure.Trim().Normalize();
        if (text.Length is 0 or > LongestMeasure)
        {
            return AnswerOutcome.NoMeasure;
        }

        if (dueOn < today || dueOn > today.AddMonths(LongestMonths))
        {
            return AnswerOutcome.NoDay;
        }

        var one = await db.WeakCommunes.SingleAsync(standing => standing.Id == id, cancellationToken);
        if (one.Version != seen)
        {
            return AnswerOutcome.ChangedMeanwhile;
        }

        if (one.State is CaseState.Closed)
        {
            return AnswerOutcome.Closed;
        }

        (one.State, one.Measure, one.DueOn) = (CaseState.Answered, text, dueOn);
        one.Version++;
        db.Add(
            new CaseEvent
            {
                Id = Guid.CreateVersion7(now),
                CaseId = id,
                At = now,
                By = by.ToString(),
                Became = CaseState.Answered,
                Measure = text,
                DueOn = dueOn,
            }
        );
        var due = dueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        try
        {
            await db.SaveWithAsync(new(by, AuditAct.CaseAnswered, one.Subject, ("due", due)), now, cancellationToken);
            return AnswerOutcome.Answered;
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear(); // the figures or a colleague were faster; nothing of ours is there
            return AnswerOutcome.ChangedMeanwhile;
        }
    }
}

/// <summary>What came of an answer. The names are those of the sentences.</summary>
internal enum AnswerOutcome
{
    Answered,
    NoMeasure,
    NoDay,
    Closed,
    ChangedMeanwhile,
}
