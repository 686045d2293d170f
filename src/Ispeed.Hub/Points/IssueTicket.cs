using System.Net;
using Ispeed.Hub.Api;
using Ispeed.Hub.Operators;
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
        {"id":"019aabcd-0000-7000-8000-000000000001","device":"5a0f5c1e-7d6b-4c5e-9a51-2f6f4a3b9c10","access":"4g"}
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/tickets", HandleAsync)
            .WithTags("Measurements")
            .WithSummary("Where to measure, and the leave to")
            .WithDescription("Up to four test points, the hub's preference first, and a ticket that they take for 180 s.")
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
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (asked.Id == Guid.Empty || asked.Device == Guid.Empty || !Enum.IsDefined(asked.Access))
        {
            return Refusal.Malformed(
                "The members id and device must be there and not all zero; access must be one that the protocol names."
            );
        }

        var now = time.GetUtcNow();
        var alive = await db.Points.AsNoTracking().AliveAt(now).ToListAsync(cancellationToken);
        if (alive.Count == 0)
        {
            return new Refusal("no-point", 503, "No test point is alive.", "Try again in a minute.") { RetryAfter = PointRules.AliveFor };
        }

        var origin = operators.Find(context.Connection.RemoteIpAddress ?? IPAddress.None);
        var candidates = Prefer(alive, origin?.Operator?.Code);
        var budget = Budget(asked);
        var expires = now + Limits.TicketTime;
        var ticket = new Ticket(
            $"{context.Request.Scheme}://{context.Request.Host}",
            candidates.ConvertAll(candidate => candidate.Id),
            asked.Id,
            asked.Device,
            PayloadFor(budget).Bytes,
            now.ToUnixTimeSeconds(),
            expires.ToUnixTimeSeconds()
        );
        return TypedResults.Json(
            new TicketAnswer(
                key.Sign(ticket, MeasureJson.Default.Ticket, Ticket.Kind),
                DateTimeOffset.FromUnixTimeSeconds(ticket.Expires),
                budget.Bytes,
                origin is null ? null : new(origin.Operator?.Code, origin.Operator?.Name ?? origin.Network, origin.Asn),
                candidates
            )
        );
    }

    /// <summary>Neutral places first, because they see the whole path; then the operator's own; the less loaded first among equals.</summary>
    internal static List<Candidate> Prefer(IEnumerable<PointRow> points, string? operatorCode) =>
        [
            .. points
                .OrderBy(point =>
                    point.Operator is null ? 0
                    : point.Operator == operatorCode ? 1
                    : 2
                )
                .ThenBy(point => point.Load)
                .ThenBy(point => point.Id, StringComparer.Ordinal)
                .Take(MostCandidates)
                .Select(point => new Candidate(point.Id, point.Name, point.Operator, point.Url, point.SecureUrl, point.Load)),
        ];

    /// <summary>The access's own, or what the person allowed by an explicit choice: less, or up to a precise run's.</summary>
    internal static ByteCount Budget(TicketRequest asked)
    {
        var own = MeasurementPlan.BudgetFor(asked.Access);
        return asked.BudgetBytes is { } wanted ? new(Math.Clamp(wanted, 0, own.Bytes * MeasurementPlan.LargestBudgetFactor)) : own;
    }

    // The client keeps the budget; the ticket only stops one that does not. What is on its way when an honest client stops must not be cut:
    // a quarter more, and 4 MiB for the queues of a fast line.
    private static ByteCount PayloadFor(ByteCount budget) => new(budget.Bytes + budget.Bytes / 4 + (4 << 20));
}
