using Ispeed.Hub.Api;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;

namespace Ispeed.Hub.Points;

/// <summary><c>POST /api/v1/points/{id}/heartbeat</c>: a test point says that it is there and how full it is.</summary>
internal static class TakeHeartbeat
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/points/{id}/heartbeat", HandleAsync)
            .WithTags("Points")
            .WithSummary("A sign of life of a test point")
            .WithDescription(
                "A compact JWS of kind `ispeed-heartbeat`, signed with the key that the test point registered; every 10 s. After 30 s of silence it is no longer given to clients."
            )
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 401, 404, 413, 503)
            .WithMetadata(new RequestExample("""{"token":"eyJhbGciOiJFUzI1NiIs…"}"""), new RequestSizeLimitAttribute(Limits.BodyBytes));

    private static async Task<IResult> HandleAsync(
        string id,
        SignedMessage message,
        PointKeys keys,
        HubDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (message.Token is null)
        {
            return Refusal.Malformed("The member token is missing.");
        }

        if (
            await keys.FindAsync(id, cancellationToken) is not { } known
            || await db.Points.FindAsync([id], cancellationToken) is not { } point
        )
        {
            return Refusal.UnknownPoint(id);
        }

        if (!known.TryRead(message.Token, out Heartbeat? heartbeat) || heartbeat!.Point != id)
        {
            return Refusal.SignatureInvalid("Sign the heartbeat of this test point with the key that it registered.");
        }

        var now = time.GetUtcNow();
        var skewSeconds = now.ToUnixTimeSeconds() - heartbeat.At;
        if (Math.Abs((double)skewSeconds) > PointRules.LargestSkew.TotalSeconds)
        {
            return Refusal.SignatureInvalid(
                $"The heartbeat was signed {skewSeconds} s before the hub's clock. Set the test point's clock, for example with NTP."
            );
        }

        if (!point.TryBeat(heartbeat, now))
        {
            return Refusal.SignatureInvalid("A later heartbeat of this test point was taken before; this one is a repetition.");
        }

        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
