using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary><c>GET /api/v1/rankings</c>: where operators stand in an area, as far as samples tell them apart. Those that cannot be told apart share ranks.</summary>
internal static class ShowRankings
{
    private const int UsualPage = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(365);
    private static readonly string[] Levels = [.. Enum.GetValues<FigureLevel>().Select(level => level.ToWire())];
    private static readonly string[] Accesses = [Figure.Mobile, Access.Fixed.ToWire(), Access.WiFi.ToWire()];

    /// <summary>Rankings by area code, version and access, the best operator first.</summary>
    public sealed record Answer(string? Month, int? Release, IReadOnlyList<Item> Items, string? Next);

    /// <summary>One area and access.</summary>
    public sealed record Item(
        FigureLevel Level,
        string AreaCode,
        DateOnly AreaFrom,
        string? AreaName,
        string Access,
        IReadOnlyList<RankedOperator> Operators
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpen<Answer>(
            "/api/v1/rankings",
            "Operators beside each other: download on the communes that all of them have samples in, with ranks that are shared where nothing tells them apart",
            [
                new("month", "A month, YYYY-MM; without it the newest published one", "2026-10"),
                new("release", "A release of that month, from 1; without it the newest figures", ""),
                new("level", "nation, province, district or commune", "province"),
                new("area", "Code of an area; VN is the country", ""),
                new("within", "Code of the area above: the provinces of VN", ""),
                new("access", "mobile, fixed or wifi", "mobile"),
                new("limit", "Areas of a page, 1 to 200", "50"),
            ],
            [Form.Json, Form.Csv],
            ShowAsync
        );

    private static async Task<IResult> ShowAsync(HttpContext context, Form form)
    {
        var db = context.RequestServices.GetRequiredService<HubDb>();
        var areas = context.RequestServices.GetRequiredService<AreaDirectory>();
        var filters = new Filters(context.Request.Query);
        var published = await db.PublishedMonths.AsNoTracking().Select(head => head.Month).ToListAsync(context.RequestAborted);
        var month = filters.Month("month") ?? (published.Count > 0 ? published.Max() : null);
        var release = filters.Text("release") is null ? (int?)null : filters.Number("release", 1, 1, 10_000);
        if (month is { } asked && await PublishedFigures.HeadAsync(db, asked, release, context.RequestAborted) is null)
        {
            filters.Refuse(
                release is null ? "month" : "release",
                $"nothing of it is published. GET /api/v1/releases lists what is released."
            );
        }

        var level = filters.OneOf("level", Levels);
        var query = new FigureQuery(
            month ?? default,
            release,
            level is null ? null : Enum.GetValues<FigureLevel>()[Array.IndexOf(Levels, level)],
            AreaOf(filters, "area", areas) ?? (level == Levels[0] ? Figure.Nation : null), // found by its key at once
            ParentCode: AreaOf(filters, "within", areas),
            Operator: Figure.AllOperators,
            Access: filters.OneOf("access", Accesses)
        );
        var limit = filters.Number("limit", UsualPage, 1, PublishedFigures.MostDocuments);
        var withMark = filters.OneOf("bom", "1") is not null;
        var after = FigureCursor.Of(filters.Text("after"));
        if (after is null && filters.Text("after") is not null)
        {
            filters.Refuse("after", "it is not what an answer gave as next.");
        }

        if (filters.Refusal is { } refusal)
        {
            return refusal;
        }

        var page = month is null ? null : await PublishedFigures.ReadAsync(db, query, after, limit, context.RequestAborted);
        var next = OpenAnswer.NextOf(context.Request, page?.Next?.Write());
        var fresh = release is null ? Fresh : ForEver;
        var found = page?.Rankings ?? [];
        return form is Form.Csv
            ? new OpenAnswer(
                CsvFile.Write(RankingLine.Columns, found.SelectMany(one => RankingLine.Of(one, areas)), withMark),
                CsvFile.MediaType,
                fresh
            )
            {
                Next = next,
            }
            : OpenAnswer.OfJson(
                new Answer(month is { } of ? Period.Of(of).Name : null, release, [.. found.Select(one => ItemOf(one, areas))], next),
                fresh,
                next
            );
    }

    private static Item ItemOf(AreaRanking one, AreaDirectory areas) =>
        new(one.Level, one.AreaCode, one.AreaFrom, RankingLine.NameOf(one, areas), one.Ranking.Access, one.Ranking.Operators);

    private static string? AreaOf(Filters filters, string name, AreaDirectory areas)
    {
        var code = filters.Text(name);
        if (code is not null && code != Figure.Nation && areas.Versions(code).Count == 0)
        {
            filters.Refuse(name, $"no area ever had the code '{Filters.Short(code)}'. GET /api/v1/areas?q=… finds it by its name.");
        }

        return code;
    }
}
