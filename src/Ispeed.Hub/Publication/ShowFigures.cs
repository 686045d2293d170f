using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Publication.OnRequest;

/// <summary>The figures of an area for programs.</summary>
internal static class ShowFigures
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/areas/{code}/figures", ShowAsync)
            .WithTags("Areas")
            .WithSummary("The published figures of an area: month=YYYY-MM, or last3 (the running month and the two before it)")
            .Produces<AreaFigures>()
            .Refuses(400, 404);

    private static async Task<IResult> ShowAsync(
        string code,
        string? month,
        AreaDirectory areas,
        FiguresAtHand figures,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        if (Period.Parse(month, today) is not { } period)
        {
            return Refusal.Malformed("month is YYYY-MM, for example 2026-11, or last3.");
        }

        // The version that the period ends with; a period that ends in the future means today's.
        var day = period.End <= today ? period.End.AddDays(-1) : today;
        return areas.Find(code, day) is { } area
            ? TypedResults.Ok(await figures.ForAsync(area, period, cancellationToken))
            : ShowAreas.Unknown(code, day, areas);
    }
}
