using System.Net;
using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Referrals;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>From a submission to its answer, whether it came alone or among others: check, find area and network, store.</summary>
internal sealed class Submissions(
    SubmissionCheck check,
    AreaDirectory areas,
    OperatorDirectory operators,
    Intake intake,
    IntakeMetrics metrics,
    CodeSteps steps,
    TimeProvider time
)
{
    private static readonly Refusal IdTaken = new(
        "id-taken",
        409,
        "Another submission has this id.",
        "A measurement makes its id once, as a UUID version 7, and never uses it for another result."
    );

    /// <summary>Returns after the commit, or with the refusal.</summary>
    /// <param name="submission">What came in.</param>
    /// <param name="from">The address that it came from.</param>
    /// <param name="cancellationToken">Ends the waiting, not the writing.</param>
    public async Task<SubmissionOutcome> TakeAsync(Submission submission, IPAddress? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (check.WhyNot(submission, now) is { } refusal)
        {
            return Counted(refusal);
        }

        if (FoundArea.Of(submission, areas) is not { } area)
        {
            var day = VietnamTime.DayOf(submission.Measurement.StartedAt);
            return Counted(ShowAreas.Unknown(submission.Area ?? "", day, areas) with { Code = "unknown-area", Status = 422 });
        }

        var row = SubmissionRows.RowOf(submission, area, now);
        row.TakeSubmitter(ClientNetwork.Of(from, operators, row.MeasuredOn()), submission.Sim, operators);
        var record = await check.ReadRecordAsync(submission, cancellationToken);
        var content = SubmissionRows.Canonical(submission);
        var outcome = await intake.StoreAsync(new Incoming.Result(submission, content, row, record), cancellationToken);
        if (outcome is IntakeOutcome.Stored)
        {
            steps.Count(submission.Code, CodeStep.Finished);
        }

        return AnswerOf(outcome);
    }

    private SubmissionOutcome AnswerOf(IntakeOutcome outcome)
    {
        switch (outcome)
        {
            case IntakeOutcome.Stored stored:
                metrics.Submission(stored.Proof.ToString().ToLowerInvariant());
                return new SubmissionOutcome.Stored(stored.Proof, IsNew: true);
            case IntakeOutcome.StoredBefore stored:
                metrics.Submission("repeated");
                return new SubmissionOutcome.Stored(stored.Proof, IsNew: false);
            case IntakeOutcome.IdTaken:
                return Counted(IdTaken);
            case IntakeOutcome.NotTaken:
                return Counted(Refusal.NotTaken);
            case IntakeOutcome.Full:
                return Counted(Refusal.Busy);
            default:
                return Counted(Refusal.Unavailable);
        }
    }

    private SubmissionOutcome.Refused Counted(Refusal refusal)
    {
        metrics.Submission(refusal.Code);
        return new(refusal);
    }
}

/// <summary>What became of a submission.</summary>
internal abstract record SubmissionOutcome
{
    private SubmissionOutcome() { }

    public sealed record Stored(Proof Proof, bool IsNew) : SubmissionOutcome;

    public sealed record Refused(Refusal Refusal) : SubmissionOutcome;
}
