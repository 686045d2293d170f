using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Referrals;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;

namespace Ispeed.Hub.Ingest;

/// <summary><c>POST /api/v1/measurements</c>: a client hands its result in. 201 means that it is on the disk.</summary>
internal static class SubmitMeasurement
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/measurements", HandleAsync)
            .WithTags("Measurements")
            .WithSummary("Hand a result in")
            .WithDescription(
                "201 after the commit; 200 when the same submission was stored before, so that sending again is always safe. Failed runs are handed in like any other."
            )
            .Produces<SubmissionAnswer>(StatusCodes.Status201Created)
            .Produces<SubmissionAnswer>()
            .Refuses(400, 401, 403, 409, 413, 422, 429, 503)
            .WithMetadata(new RequestExample(SubmissionExample.Json), new RequestSizeLimitAttribute(Limits.SubmissionBytes))
            .RequireRateLimiting(RateLimits.Submissions);

    private static async Task<IResult> HandleAsync(
        Submission submission,
        HttpContext context,
        SubmissionCheck check,
        AreaDirectory areas,
        OperatorDirectory operators,
        Intake intake,
        IntakeMetrics metrics,
        CodeSteps steps,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (check.WhyNot(submission, now) is { } refusal)
        {
            return Counted(metrics, refusal);
        }

        if (FoundArea.Of(submission, areas) is not { } area)
        {
            return Counted(
                metrics,
                ShowAreas.Unknown(submission.Area ?? "", VietnamTime.DayOf(submission.Measurement.StartedAt), areas) with
                {
                    Code = "unknown-area",
                    Status = 422,
                }
            );
        }

        var row = SubmissionRows.RowOf(submission, area, now);
        row.TakeNetwork(ClientNetwork.Of(context.Connection.RemoteIpAddress, operators, row.MeasuredOn()), submission.Sim, operators);
        var record = await check.ReadRecordAsync(submission, cancellationToken);
        var outcome = await intake.StoreAsync(
            new Incoming.Result(submission, SubmissionRows.Canonical(submission), row, record),
            cancellationToken
        );
        if (outcome is IntakeOutcome.Stored)
        {
            steps.Count(submission.Code, CodeStep.Finished);
        }

        return Answered(metrics, outcome, row.Id, ResultLink.Of(context.Request, row.Id));
    }

    private static IResult Answered(IntakeMetrics metrics, IntakeOutcome outcome, Guid id, string link)
    {
        switch (outcome)
        {
            case IntakeOutcome.Stored stored:
                metrics.Submission(stored.Proof.ToString().ToLowerInvariant());
                return TypedResults.Created($"/api/v1/measurements/{id}", new SubmissionAnswer(id, link, stored.Proof));
            case IntakeOutcome.StoredBefore stored:
                metrics.Submission("repeated");
                return TypedResults.Ok(new SubmissionAnswer(id, link, stored.Proof));
            case IntakeOutcome.IdTaken:
                return Counted(
                    metrics,
                    new Refusal(
                        "id-taken",
                        409,
                        "Another submission has this id.",
                        "A measurement makes its id once, as a UUID version 7, and never uses it for another result."
                    )
                );
            case IntakeOutcome.NotTaken:
                return Counted(metrics, Refusal.NotTaken);
            case IntakeOutcome.Full:
                return Counted(metrics, Refusal.Busy);
            default:
                return Counted(metrics, Refusal.Unavailable);
        }
    }

    private static Refusal Counted(IntakeMetrics metrics, Refusal refusal)
    {
        metrics.Submission(refusal.Code);
        return refusal;
    }
}
