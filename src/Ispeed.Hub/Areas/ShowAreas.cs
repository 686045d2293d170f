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
        string? FormerName,
        AreaAnswer? District = null,
        Way[]? Formers = null,
        Way[]? Successors = null
    );

    /// <summary>What became what on a day, wholly (<c>full</c>) or in part (<c>partial</c>).</summary>
    public sealed record Way(string FromCode, string From, string ToCode, string To, DateOnly On, string Extent);

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

    private static Ok<AreaAnswer[]> Find(string? q, DateOnly? on, AreaDirectory areas, TimeProvider time)
    {
        var day = on ?? VietnamTime.DayOf(time.GetUtcNow());
        return TypedResults.Ok(
            string.IsNullOrWhiteSpace(q)
                ? [.. areas.Provinces(day).Select(area => Answer(area, areas, day, null))]
                : areas.Search(q, Most, day).Select(match => Answer(match.Area, areas, day, match.FormerName)).ToArray()
        );
    }

    private static IResult Show(string code, DateOnly? on, AreaDirectory areas, TimeProvider time)
    {
        var day = on ?? VietnamTime.DayOf(time.GetUtcNow());
        return areas.Find(code, day) is { } area
            ? TypedResults.Ok(
                Answer(area, areas, day, null) with
                {
                    Formers = Ways(areas.FormersOf(area)),
                    Successors = Ways(areas.SuccessorsOf(area)),
                }
            )
            : Unknown(code, day, areas);
    }

    private static IResult Locate(double lat, double lon, DateOnly? on, AreaDirectory areas, TimeProvider time)
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

        var day = on ?? VietnamTime.DayOf(time.GetUtcNow());
        return areas.FindByLocation(lat, lon, day) is { } area
            ? TypedResults.Ok(Answer(area, areas, day, null))
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

    /// <summary>The refusal of an area that is not there on a day; it says what its ground belongs to then.</summary>
    internal static Refusal Unknown(string code, DateOnly day, AreaDirectory areas) =>
        AreaSentences.Nearest(code, day, areas) is null
            ? new("unknown-area", 404, $"No area has the code '{code}'.", "Find it by its name: GET /api/v1/areas?q=…")
            : new(
                "area-of-another-day",
                404,
                $"No area has the code '{code}' on {day:yyyy-MM-dd}.",
                AreaSentences.WhyNot(code, day, areas).Trim()
            );

    private static Way[] Ways(IReadOnlyList<Succession> ways) =>
        [
            .. ways.Select(way => new Way(
                way.From.Code,
                way.From.FullName,
                way.To.Code,
                way.To.FullName,
                way.To.ValidFrom,
                way.Extent is Extent.Full ? "full" : "partial"
            )),
        ];

    private static AreaAnswer Answer(Area area, AreaDirectory areas, DateOnly on, string? formerName) =>
        new(
            area.Code,
            area.Name,
            area.FullName,
            LevelOf(area.Level),
            area.ProvinceCode is { } code && areas.Find(code, on) is { } province ? Answer(province, areas, on, null) : null,
            area.ValidFrom,
            area.ValidTo,
            formerName,
            area.DistrictCode is { } around && areas.Find(around, on) is { } district
                ? Answer(district, areas, on, null) with
                {
                    Province = null,
                }
                : null
        );
}
