using System.Text.RegularExpressions;
using Ispeed.Hub.Api;
using Ispeed.Hub.Points;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;

namespace Ispeed.Hub.Ingest;

/// <summary><c>POST /api/v1/points/{id}/records</c>: a test point tells its side of a run.</summary>
internal static partial class SubmitRecord
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/points/{id}/records", HandleAsync)
            .WithTags("Points")
            .WithSummary("A test point's sealed record of a run")
            .WithDescription("A compact JWS of kind `ispeed-record`. 201 after the commit, 200 when it was stored before.")
            .Produces(StatusCodes.Status201Created)
            .Produces(StatusCodes.Status200OK)
            .Refuses(400, 401, 404, 413, 503)
            .WithMetadata(
                new RequestExample("""{"token":"eyJhbGciOiJFUzI1NiIs…"}"""),
                new RequestSizeLimitAttribute(Limits.SubmissionBytes)
            );

    private static async Task<IResult> HandleAsync(
        string id,
        SignedMessage message,
        PointKeys points,
        Intake intake,
        IntakeMetrics metrics,
        CancellationToken cancellationToken
    )
    {
        if (message.Token is null)
        {
            return Refusal.Malformed("The member token is missing.");
        }

        if (await points.FindAsync(id, cancellationToken) is not { } point)
        {
            return Refusal.UnknownPoint(id);
        }

        if (!point.TryRead(message.Token, out RunRecord? record) || record!.Point != id)
        {
            metrics.Record("signature-invalid");
            return Refusal.SignatureInvalid("Sign the record of this test point with the key that it registered.");
        }

        if (WhyNot(record) is { } reason)
        {
            return Refusal.Malformed(reason);
        }

        var outcome = await intake.StoreAsync(new Incoming.Sealed(new(record, message.Token)), cancellationToken);
        metrics.Record(outcome.GetType().Name);
        return outcome switch
        {
            IntakeOutcome.Stored => TypedResults.StatusCode(StatusCodes.Status201Created),
            IntakeOutcome.NotTaken => Refusal.NotTaken,
            IntakeOutcome.Full => Refusal.Busy,
            IntakeOutcome.Unavailable => Refusal.Unavailable,
            _ => TypedResults.Ok(),
        };
    }

    private static string? WhyNot(RunRecord record) =>
        record switch
        {
            { Address: null } or { Software: null } => "The record lacks address or software.",
            _ when record.Run == Guid.Empty => "The record lacks run.",
            _ when record.Protocol is null || !Protocol().IsMatch(record.Protocol) =>
                "The member protocol takes 1 to 20 lower-case letters and digits, for example ndt7.",
            _ when record.SealedAt < record.StartedAt => "The record was sealed before it started.",
            _ => null,
        };

    [GeneratedRegex(@"^[a-z0-9]{1,20}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Protocol();
}
