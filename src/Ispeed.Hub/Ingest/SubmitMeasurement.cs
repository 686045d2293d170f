using System.Diagnostics;
using Ispeed.Hub.Api;
using Ispeed.Hub.Measurements;
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
        Submissions submissions,
        CancellationToken cancellationToken
    )
    {
        var id = submission.Measurement?.Id ?? Guid.Empty; // refused in a moment when it is not there
        return await submissions.TakeAsync(submission, context.Connection.RemoteIpAddress, cancellationToken) switch
        {
            SubmissionOutcome.Stored { IsNew: true } stored => TypedResults.Created(
                $"/api/v1/measurements/{id}",
                new SubmissionAnswer(id, ResultLink.Of(context.Request, id), stored.Proof)
            ),
            SubmissionOutcome.Stored stored => TypedResults.Ok(new SubmissionAnswer(id, ResultLink.Of(context.Request, id), stored.Proof)),
            SubmissionOutcome.Refused refused => refused.Refusal,
            _ => throw new UnreachableException(),
        };
    }
}
