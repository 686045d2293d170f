using System.Net;
using Ispeed.Hub.Api;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Referrals;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Points;

/// <summary><c>POST /api/v1/tickets</c>: a client asks where to measure and gets the leave to.</summary>
internal static class IssueTicket
{
    private const int MostCandidates = 4;

    private const string Example = """
        {"id":"019aabcd-0000-7000-8000-000000000001","device":"5a0f5c1e-7d6b-4c5e-9a51-2f6f4a3b9c10","access":"4g","place":"exchange"}
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/tickets", HandleAsync)
            .WithTags("Measurements")
            .WithSummary("Where to measure, and the leave to")
            .WithDescription(
                "Up to four test points, the hub's preference first, and a ticket that they take for 180 s. With `place` (`on-net`, `exchange`, `other-net`, `abroad`) only points that stand there, seen from the client's network; without it points in the country, and those abroad only when no other is alive."
            )
            .Produces<TicketAnswer>()
            .Refuses(400, 413, 429, 503)
            .WithMetadata(new RequestExample(Example), new RequestSizeLimitAttribute(Limits.BodyBytes))
            .RequireRateLimiting(RateLimits.Tickets);

    private static async Task<IResult> HandleAsync(
        TicketRequest asked,
        HttpContext context,
        HubKey key,
        HubDb db,
        OperatorDirectory operators,
        HubCountry country,
        ExpectedRates rates,
        CodeSteps steps,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (
            asked.Id == Guid.Empty
            || asked.Device == Guid.Empty
            || !Enum.IsDefined(asked.Access)
            || (asked.Place is { } place && !Enum.IsDefined(place))
            || (asked.Code is { } code && !ReferralCode.IsCanonical(code))
        )
        {
            return Refusal.Malformed(
                "The members id and device must be there and not all zero; access and place must be ones that the protocol names, and code a referral code."
            );
        }

        var now = time.GetUtcNow();
        var offered = await db.Points.AsNoTracking().OfferedAt(now).ToListAsync(cancellationToken);
        var origin = operators.Find(context.Connection.RemoteIpAddress ?? IPAddress.None);
        var candidates = Prefer(offered, origin, country, asked.Place);
        if (candidates.Count == 0)
        {
            return NoPoint(offered.Count > 0);
        }

        var budget = Budget(asked);
        var expires = now + Limits.TicketTime;
        var ticket = new Ticket(
            $"{context.Request.Scheme}://{context.Request.Host}",
            candidates.ConvertAll(candidate => candidate.Id),
            asked.Id,
            asked.Device,
            PayloadFor(budget).Bytes,
            now.ToUnixTimeSeconds(),
            expires.ToUnixTimeSeconds(),
            (long)(await rates.OfAsync(asked.Access, origin?.Operator?.Code, cancellationToken)).BitsPerSecond
        );
        steps.Count(asked.Code, CodeStep.Started);
        return TypedResults.Json(
            new TicketAnswer(
                key.Sign(ticket),
                DateTimeOffset.FromUnixTimeSeconds(ticket.Expires),
                budget.Bytes,
                origin is null ? null : new(origin.Operator?.Code, origin.Operator?.Name ?? origin.Network, origin.Asn),
                candidates
            )
        );
    }

    /// <summary>
    /// Full ones last; neutral places first, because they see the whole path; then the operator's own; the less loaded first among equals.
    /// Points abroad measure the way there: only where they are asked for, or when nothing else is left.
    /// </summary>
    internal static List<Candidate> Prefer(
        IEnumerable<PointRow> points,
        NetworkOrigin? client,
        HubCountry country,
        PointPlace? wanted = null
    )
    {
        var seen = points.Select(point => (Point: point, Place: PlaceOf.Seen(point, client, country))).ToList();
        var chosen =
            wanted is { } place ? seen.Where(one => one.Place == place)
            : seen.Exists(one => one.Place is not PointPlace.Abroad) ? seen.Where(one => one.Place is not PointPlace.Abroad)
            : seen;
        return
        [
            .. chosen
                .OrderBy(one => one.Point.Load >= 1 ? 1 : 0)
                .ThenBy(one =>
                    one.Place switch
                    {
                        PointPlace.Exchange => 0,
                        PointPlace.OnNet => 1,
                        _ => 2,
                    }
                )
                .ThenBy(one => one.Point.Load)
                .ThenBy(one => one.Point.Id, StringComparer.Ordinal)
                .Take(MostCandidates)
                .Select(one => new Candidate(
                    one.Point.Id,
                    one.Point.Name,
                    one.Point.Operator,
                    one.Point.Url,
                    one.Point.SecureUrl,
                    one.Point.Load,
                    one.Place
                )),
        ];
    }

    /// <summary>The access's own, or what the person allowed by an explicit choice: less, or up to a precise run's.</summary>
    internal static ByteCount Budget(TicketRequest asked)
    {
        var own = MeasurementPlan.BudgetFor(asked.Access);
        return asked.BudgetBytes is { } wanted ? new(Math.Clamp(wanted, 0, own.Bytes * MeasurementPlan.LargestBudgetFactor)) : own;
    }

    private static Refusal NoPoint(bool elsewhere) =>
        elsewhere
            ? new("no-point", 503, "No test point at that place is alive.", "Ask without place, or try again in a minute.")
            {
                RetryAfter = PointRules.AliveFor,
            }
            : new("no-point", 503, "No test point is alive.", "Try again in a minute.") { RetryAfter = PointRules.AliveFor };

    // The client keeps the budget; the ticket only stops one that does not. What is on its way when an honest client stops must not be cut:
    // a quarter more, and 4 MiB for the queues of a fast line.
    private static ByteCount PayloadFor(ByteCount budget) => new(budget.Bytes + budget.Bytes / 4 + (4 << 20));
}
