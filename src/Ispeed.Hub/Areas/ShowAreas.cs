using System.Diagnostics;
using Ispeed.Hub.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ispeed.Hub.Areas;

/// <summary>Areas by name, code and place.</summary>
internal static class ShowAreas
{
    private const int Most = 20;

    /// <summary>An area as it is answered. A commune carries its province; a found former name says why it is in the list.</summary>
    public sealed record AreaAnswer(
        string Code,
        string Name,
        string FullName,
        string Level,
        AreaAnswer? Province,
        DateOnly ValidFrom,
        DateOnly? ValidTo,
        string? FormerName
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/areas").WithTags("Areas");
        group
            .MapGet("", Find)
            .WithSummary(
                "Communes and provinces by name (with or without diacritics, former names too) or code; all provinces without a question"
            );
        group.MapGet("/locate", Locate).WithSummary("The commune of a point").Refuses(400, 404, 503);
        group.MapGet("/{code}", Show).WithSummary("One area as it is today, or on a day").Refuses(404);
    }

    private static Ok<AreaAnswer[]> Find(string? q, AreaDirectory areas, TimeProvider time)
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        return TypedResults.Ok(
            string.IsNullOrWhiteSpace(q)
                ? [.. areas.Provinces(today).Select(area => Answer(area, areas, today, null))]
                : areas.Search(q, Most).Select(match => Answer(match.Area, areas, today, match.FormerName)).ToArray()
        );
    }

    private static IResult Show(string code, DateOnly? on, AreaDirectory areas, TimeProvider time)
    {
        var day = on ?? VietnamTime.DayOf(time.GetUtcNow());
        return areas.Find(code, day) is { } area ? TypedResults.Ok(Answer(area, areas, day, null)) : Unknown(code);
    }

    private static IResult Locate(double lat, double lon, AreaDirectory areas, TimeProvider time)
    {
        if (lat is not (>= -90 and <= 90) || lon is not (>= -180 and <= 180))
        {
            return Refusal.Malformed("lat lies between -90 and 90 and lon between -180 and 180 degrees.");
        }

        if (!areas.HasBoundaries)
        {
            return new Refusal(
                "no-boundaries",
                503,
                "This hub has no boundaries of communes.",
                "Choose the commune by its name, or import boundaries: ispeed-hub areas import FILE."
            );
        }

        var today = VietnamTime.DayOf(time.GetUtcNow());
        return areas.FindByLocation(lat, lon, today) is { } area
            ? TypedResults.Ok(Answer(area, areas, today, null))
            : new Refusal("unknown-area", 404, "The point lies in no commune that this hub knows.", "Choose the commune by its name.");
    }

    private static string LevelOf(AreaLevel level) =>
        level switch
        {
            AreaLevel.Province => "province",
            AreaLevel.District => "district",
            AreaLevel.Commune => "commune",
            _ => throw new UnreachableException(),
        };

    internal static Refusal Unknown(string code) =>
        new("unknown-area", 404, $"No area has the code '{code}' on that day.", "Find it by its name: GET /api/v1/areas?q=…");

    private static AreaAnswer Answer(Area area, AreaDirectory areas, DateOnly on, string? formerName) =>
        new(
            area.Code,
            area.Name,
            area.FullName,
            LevelOf(area.Level),
            area.ProvinceCode is { } code && areas.Find(code, on) is { } province ? Answer(province, areas, on, null) : null,
            area.ValidFrom,
            area.ValidTo,
            formerName
        );
}
