using Ispeed.Hub.Api;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Points;

/// <summary><c>POST /api/v1/points/{id}/heartbeat</c>: a test point says that it is there and how full it is.</summary>
internal static class TakeHeartbeat
{
    private const int MostAlternatives = 3;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/points/{id}/heartbeat", HandleAsync)
            .WithTags("Points")
            .WithSummary("A sign of life of a test point")
            .WithDescription(
                "A compact JWS of kind `ispeed-heartbeat`, signed with the key that the test point registered; every 10 s. After 30 s of silence it is no longer given to clients. The answer names up to three other points for clients that find this one full."
            )
            .Produces<HeartbeatAnswer>()
            .Refuses(400, 401, 404, 413, 503)
            .WithMetadata(new RequestExample("""{"token":"eyJhbGciOiJFUzI1NiIs…"}"""), new RequestSizeLimitAttribute(Limits.BodyBytes));

    private static async Task<IResult> HandleAsync(
        string id,
        SignedMessage message,
        PointKeys keys,
        HubDb db,
        HubCountry country,
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

        var limitedBefore = point.LimitsItself;
        if (!point.TryBeat(heartbeat, now))
        {
            return Refusal.SignatureInvalid("A later heartbeat of this test point was taken before; this one is a repetition.");
        }

        if (point.LimitsItself != limitedBefore)
        {
            db.Add(
                new PointVerdict
                {
                    PointId = id,
                    At = await NewAsync(db, id, point.CheckedAt ?? now, now, cancellationToken),
                    LimitsItself = point.LimitsItself,
                }
            );
        }

        await db.SaveChangesAsync(cancellationToken);
        var others = await db.Points.AsNoTracking().OfferedAt(now).Where(other => other.Id != id).ToListAsync(cancellationToken);
        return TypedResults.Json(new HeartbeatAnswer(Alternatives(point, others, country)));
    }

    /// <summary>Where a client may go that finds this point full: not full either, same country first, the less loaded first; an address of a kind that this point has too.</summary>
    internal static IReadOnlyList<string> Alternatives(PointRow point, IEnumerable<PointRow> others, HubCountry country) =>
        [
            .. others
                .Where(other => other.Load < 1)
                .OrderBy(other => (other.Country ?? country.Code) == (point.Country ?? country.Code) ? 0 : 1)
                .ThenBy(other => other.Load)
                .ThenBy(other => other.Id, StringComparer.Ordinal)
                .Select(other =>
                    point.SecureUrl is not null && other.SecureUrl is not null ? other.SecureUrl
                    : point.Url is null ? null
                    : other.Url
                )
                .OfType<string>()
                .Take(MostAlternatives),
        ];

    // A verdict holds from its check on; a check that says its time wrongly, or twice, holds from now on.
    private static async Task<DateTimeOffset> NewAsync(
        HubDb db,
        string id,
        DateTimeOffset checkedAt,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => await db.PointVerdicts.AnyAsync(verdict => verdict.PointId == id && verdict.At >= checkedAt, cancellationToken) ? now : checkedAt;
}
