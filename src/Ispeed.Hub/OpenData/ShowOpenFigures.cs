using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary><c>GET /api/v1/figures</c>: what is published, read as it is stored.</summary>
internal static class ShowOpenFigures
{
    private const int UsualPage = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(365);
    private static readonly string[] Levels = [.. Enum.GetValues<FigureLevel>().Select(level => level.ToWire())];
    private static readonly string[] Accesses =
    [
        Figure.AllAccesses,
        Figure.Mobile,
        .. Enum.GetValues<Access>().Select(access => access.ToWire()),
    ];

    /// <summary>Figures by month, area code, version and operator; within these by access and hours.</summary>
    /// <param name="Months">How the months of the answer are published.</param>
    /// <param name="Items">The figures.</param>
    /// <param name="OtherGround">With <c>areas</c>: the months in which the area's ground was divided otherwise, with what held ground of it then. Its figures there cannot be made of theirs.</param>
    /// <param name="Next">The next page; null on the last one.</param>
    public sealed record Answer(
        IReadOnlyList<MonthHead> Months,
        IReadOnlyList<Item> Items,
        IReadOnlyList<RestatedArea.OtherGround> OtherGround,
        string? Next
    );

    /// <summary>How a month is published.</summary>
    public sealed record MonthHead(
        string Month,
        int? Release,
        string Method,
        int Rules,
        DateOnly AreasAsOf,
        DateTimeOffset ComputedAt,
        bool IsDemonstration,
        int Runs,
        int ValidRuns,
        int Devices
    );

    /// <summary>One figure.</summary>
    public sealed record Item(
        string Month,
        FigureLevel Level,
        string AreaCode,
        DateOnly AreaFrom,
        string? AreaName,
        string? ParentCode,
        string Operator,
        Cell Cell
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpen<Answer>(
            "/api/v1/figures",
            "Published figures: month × area × operator × access × hours, each with n, interval and reason where it is withheld",
            [
                new("month", "A month, YYYY-MM; without month, from and to the newest published one", "2026-10"),
                new("release", "A release of that month, from 1; without it the newest figures", ""),
                new("from", "The first month of several", ""),
                new("to", "The last month of several", ""),
                new("level", "nation, province, district or commune", "commune"),
                new("area", "Code of an area; VN is the country", ""),
                new("areaFrom", "First day of the version of that code, YYYY-MM-DD: codes are given out anew", ""),
                new(
                    "areas",
                    "With area: the code as of this day, YYYY-MM-DD, followed through changes of name, kind and code that left its ground as it was",
                    ""
                ),
                new("within", "Code of the area above: the communes of a province", "56"),
                new("operator", "Code of an operator, all, or other", "all"),
                new("access", "all, mobile, fixed, 2g, 3g, 4g, 5g, wifi or unknown", "all"),
                new("hours", "all, or peak (18 to 23 h)", "all"),
                new("limit", "Areas and operators of a page, 1 to 200; each has all its accesses and hours", "20"),
            ],
            [Form.Json, Form.Csv],
            ShowAsync
        );

    private static async Task<IResult> ShowAsync(HttpContext context, Form form)
    {
        var db = context.RequestServices.GetRequiredService<HubDb>();
        var areas = context.RequestServices.GetRequiredService<AreaDirectory>();
        var filters = new Filters(context.Request.Query);
        var published = await db
            .PublishedMonths.AsNoTracking()
            .Select(head => head.Month)
            .OrderBy(month => month)
            .ToListAsync(context.RequestAborted);
        var months = Months(filters, published);
        var release = filters.Text("release") is null ? (int?)null : filters.Number("release", 1, 1, 10_000);
        if (release is not null && months.Count != 1)
        {
            filters.Refuse("release", "a release is of one month. Give month, too.");
        }

        var query = QueryOf(filters, areas, context.RequestServices.GetRequiredService<OperatorDirectory>(), months) with
        {
            Release = release,
        };
        var limit = filters.Number("limit", UsualPage, 1, PublishedFigures.MostDocuments);
        var withMark = filters.OneOf("bom", "1") is not null;
        var cursor = Cursor(filters);
        if (
            release is { } number
            && months.Count == 1
            && await PublishedFigures.HeadAsync(db, months[0], number, context.RequestAborted) is null
        )
        {
            filters.Refuse("release", $"the month has no release {number}. GET /api/v1/releases lists them.");
        }

        var restated = RestatedArea.Of(filters, areas, query);
        if (filters.Refusal is { } refusal)
        {
            return refusal;
        }

        var (heads, figures, next) = await ReadAsync(db, months, query, restated, cursor, limit, context.RequestAborted);
        var lines = figures.Select(figure => FigureLine.Of(figure, areas));
        var nextPage = OpenAnswer.NextOf(context.Request, next);
        var fresh = release is null ? Fresh : ForEver;
        return form is Form.Csv
            ? new OpenAnswer(CsvFile.Write(FigureLine.Columns, lines, withMark), CsvFile.MediaType, fresh) { Next = nextPage }
            : OpenAnswer.OfJson(
                new Answer(
                    [.. heads.Select(head => HeadOf(head, release))],
                    [.. lines.Select(ItemOf)],
                    restated?.Others(months) ?? [],
                    nextPage
                ),
                fresh,
                nextPage
            );
    }

    private static async Task<(List<PublishedMonth> Heads, List<Figure> Figures, string? Next)> ReadAsync(
        HubDb db,
        List<DateOnly> months,
        FigureQuery query,
        RestatedArea? restated,
        (DateOnly Month, FigureCursor Place)? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var (heads, figures, left) = (new List<PublishedMonth>(), new List<Figure>(), limit);
        foreach (var month in months.Where(month => cursor is null || month >= cursor.Value.Month))
        {
            if (left == 0)
            {
                return (heads, figures, Written(month, new("", DateOnly.MinValue, "")));
            }

            var after = cursor is var (at, place) && at == month ? place : null;
            if (QueryIn(month, query, restated) is not { } ofMonth)
            {
                continue;
            }

            var page = await PublishedFigures.ReadAsync(db, ofMonth, after, left, cancellationToken);
            if (page.Published is { } head)
            {
                heads.Add(head);
            }

            figures.AddRange(page.Figures);
            left -= page.Figures.Select(figure => (figure.AreaCode, figure.AreaFrom, figure.Operator)).Distinct().Count();
            if (page.Next is { } next)
            {
                return (heads, figures, Written(month, next));
            }
        }

        return (heads, figures, null);
    }

    // Null where the area asked for was not there as a whole.
    private static FigureQuery? QueryIn(DateOnly month, FigureQuery query, RestatedArea? restated) =>
        restated is null ? query with { Month = month }
        : restated.In(month) is { } area ? query with { Month = month, AreaCode = area.Code, AreaFrom = area.ValidFrom }
        : null;

    private static List<DateOnly> Months(Filters filters, List<DateOnly> published)
    {
        var (month, from, to) = (filters.Month("month"), filters.Month("from"), filters.Month("to"));
        if (month is not null && (from ?? to) is not null)
        {
            filters.Refuse("month", "give either month, or from and to.");
        }

        if (month is { } one && !published.Contains(one))
        {
            var known =
                published.Count == 0
                    ? "Nothing is published yet."
                    : $"Published are {string.Join(", ", published.TakeLast(24).Select(Name))}.";
            filters.Refuse("month", $"nothing is published of {Name(one)}. {known}");
        }

        if (from > to)
        {
            filters.Refuse("from", "it lies after to.");
        }

        return month is { } chosen ? [chosen]
            : (from ?? to) is null ? [.. published.TakeLast(1)]
            : [.. published.Where(found => (from is null || found >= from) && (to is null || found <= to))];
    }

    private static FigureQuery QueryOf(Filters filters, AreaDirectory areas, OperatorDirectory operators, List<DateOnly> months)
    {
        var level = filters.OneOf("level", Levels);
        var (area, areaFrom, within) = (filters.Text("area"), filters.Day("areaFrom"), filters.Text("within"));
        if (area is not null && area != Figure.Nation)
        {
            var versions = areas.Versions(area);
            var known = string.Join(
                ", ",
                versions.Select(version => version.ValidFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            );
            if (versions.Count == 0)
            {
                filters.Refuse("area", $"no area ever had the code '{Filters.Short(area)}'. GET /api/v1/areas?q=… finds it by its name.");
            }
            else if (areaFrom is { } first && versions.All(version => version.ValidFrom != first))
            {
                filters.Refuse("areaFrom", $"no version of {area} begins then. Possible are {known}.");
            }
            else if (
                filters.Text("areas") is null
                && months.Count > 0
                && !versions.Any(version => months.Any(month => IsValidIn(version, month)))
            )
            {
                filters.Refuse("area", $"the code {area} named no area in that time. Its versions begin on {known}.");
            }
        }

        if (areaFrom is not null && area is null)
        {
            filters.Refuse("areaFrom", "it tells versions of one code apart. Give area, too.");
        }

        if (within is not null && within != Figure.Nation && areas.Versions(within).Count == 0)
        {
            filters.Refuse("within", $"no area ever had the code '{Filters.Short(within)}'. GET /api/v1/areas?q=… finds it by its name.");
        }

        return new(
            default,
            Level: level is null ? null : Enum.GetValues<FigureLevel>()[Array.IndexOf(Levels, level)],
            AreaCode: area ?? (level == Levels[0] ? Figure.Nation : null), // found by its key at once
            AreaFrom: areaFrom,
            ParentCode: within,
            Operator: filters.OneOf("operator", [Figure.AllOperators, Figure.OtherOperators, .. operators.All.Select(one => one.Code)]),
            Access: filters.OneOf("access", Accesses),
            Hours: filters.OneOf("hours", Figure.AllHours, Figure.PeakHours)
        );
    }

    private static bool IsValidIn(Area area, DateOnly month) =>
        area.ValidFrom < month.AddMonths(1) && (area.ValidTo is null || area.ValidTo > month);

    private static (DateOnly, FigureCursor)? Cursor(Filters filters)
    {
        if (filters.Text("after") is not { } after)
        {
            return null;
        }

        if (
            after.Split('~', 2) is [var month, var rest]
            && DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            && FigureCursor.Of(rest) is { } place
        )
        {
            return (at, place);
        }

        filters.Refuse("after", "it is not what an answer gave as next.");
        return null;
    }

    private static string Written(DateOnly month, FigureCursor place) => $"{Name(month)}~{place.Write()}";

    private static string Name(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static MonthHead HeadOf(PublishedMonth head, int? release) =>
        new(
            Name(head.Month),
            release,
            head.Method,
            head.Rules,
            head.AreasAsOf,
            head.ComputedAt,
            head.IsDemonstration,
            head.Runs,
            head.ValidRuns,
            head.Devices
        );

    private static Item ItemOf(FigureLine line) =>
        new(
            Name(line.Figure.Month),
            line.Figure.Level,
            line.Figure.AreaCode,
            line.Figure.AreaFrom,
            line.AreaName,
            line.Figure.ParentCode,
            line.Figure.Operator,
            line.Figure.Cell
        );
}
