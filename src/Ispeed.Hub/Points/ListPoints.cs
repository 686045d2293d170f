using Ispeed.Hub.Api;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Points;

/// <summary><c>GET /api/v1/points</c> and <c>GET /api/v1/points/{id}</c>: who measures, and how they are.</summary>
internal static class ListPoints
{
    /// <summary>A test point as everybody may see it.</summary>
    internal sealed record ListedPoint(
        string Id,
        string Name,
        string? Operator,
        string? Country,
        string? Url,
        string? SecureUrl,
        PointState State,
        double Load,
        int Runs,
        DateTimeOffset LastSeenAt,
        string Software,
        ListedCheck? Check
    )
    {
        public static ListedPoint Of(PointRow point, DateTimeOffset now) =>
            new(
                point.Id,
                point.Name,
                point.Operator,
                point.Country,
                point.Url,
                point.SecureUrl,
                point.StateAt(now),
                point.Load,
                point.Runs,
                point.LastSeenAt,
                point.Software,
                point.CheckedAt is { } at
                    ? new(at, point.CheckDownMbps, point.CheckUpMbps, point.CheckErrorPercent, point.LimitsItself, point.CheckReason)
                    : null
            );
    }

    /// <summary>What it last found out about itself.</summary>
    internal sealed record ListedCheck(
        DateTimeOffset At,
        double DownMbps,
        double UpMbps,
        double ErrorPercent,
        bool LimitsItself,
        string? Reason
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/points", AllAsync)
            .WithTags("Points")
            .WithSummary("The test points with their state")
            .Produces<ListedPoint[]>()
            .Refuses(503);
        routes
            .MapGet("/api/v1/points/{id}", OneAsync)
            .WithTags("Points")
            .WithSummary("One test point with its state")
            .Produces<ListedPoint>()
            .Refuses(404, 503);
    }

    private static async Task<IResult> AllAsync(HubDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var points = await db.Points.AsNoTracking().OrderBy(point => point.Id).ToListAsync(cancellationToken);
        return TypedResults.Json(points.ConvertAll(point => ListedPoint.Of(point, now)));
    }

    private static async Task<IResult> OneAsync(string id, HubDb db, TimeProvider time, CancellationToken cancellationToken) =>
        await db.Points.AsNoTracking().FirstOrDefaultAsync(point => point.Id == id, cancellationToken) is { } point
            ? TypedResults.Json(ListedPoint.Of(point, time.GetUtcNow()))
            : Refusal.UnknownPoint(id);
}
