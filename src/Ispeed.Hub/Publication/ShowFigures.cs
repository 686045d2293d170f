using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Publication;

/// <summary>The figures of an area for programs.</summary>
internal static class ShowFigures
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/areas/{code}/figures", ShowAsync)
            .WithTags("Areas")
            .WithSummary("The published figures of an area in a month=YYYY-MM; without one, in the newest month that has any")
            .Produces<AreaFigures>()
            .Refuses(400, 404);

    private static async Task<IResult> ShowAsync(
        string code,
        string? month,
        AreaDirectory areas,
        HubDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        var period = month is null ? await LatestMonth.OfAsync(db, today, cancellationToken) : Period.Parse(month);
        if (period is null)
        {
            return Refusal.Malformed("month is YYYY-MM, for example 2026-11.");
        }

        var day = period.Last;
        return areas.Find(code, day) is { } area
            ? TypedResults.Ok(await AreaFigures.ReadAsync(db, area, period, cancellationToken))
            : ShowAreas.Unknown(code, day, areas);
    }
}
