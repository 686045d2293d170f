using System.Globalization;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>Which figures are asked for. What is null is not asked about.</summary>
/// <param name="Month">The first day of the month.</param>
/// <param name="Release">A release of the month; null for the newest figures.</param>
/// <param name="Level">Only areas of this level.</param>
/// <param name="AreaCode">Only this area.</param>
/// <param name="AreaFrom">Only this version of it.</param>
/// <param name="ParentCode">Only the areas of this one.</param>
/// <param name="Operator">Only this operator; <see cref="Figure.AllOperators"/> for all together.</param>
/// <param name="Access">Only this access.</param>
/// <param name="Hours">Only these hours.</param>
internal sealed record FigureQuery(
    DateOnly Month,
    int? Release = null,
    FigureLevel? Level = null,
    string? AreaCode = null,
    DateOnly? AreaFrom = null,
    string? ParentCode = null,
    string? Operator = null,
    string? Access = null,
    string? Hours = null
);

/// <summary>Where a page of figures ends and the next one begins: the last area and operator that was in it.</summary>
internal sealed record FigureCursor(string AreaCode, DateOnly AreaFrom, string Operator)
{
    /// <summary>As it stands in an address.</summary>
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{AreaCode}~{AreaFrom:yyyy-MM-dd}~{Operator}");

    /// <summary>Null for what was not written by this.</summary>
    public static FigureCursor? Of(string? written) =>
        written?.Split('~') is [var code, var from, var one]
        && DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var areaFrom)
            ? new(code, areaFrom, one)
            : null;
}

/// <summary>One page of what was asked for.</summary>
/// <param name="Published">The month as it is published; null when nothing of it is.</param>
/// <param name="Figures">By area code, version, operator; within these by access and hours.</param>
/// <param name="Rankings">Those of the same areas, where all operators together are in the page.</param>
/// <param name="Next">Null when this is the last page.</param>
internal sealed record FigurePage(
    PublishedMonth? Published,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<AreaRanking> Rankings,
    FigureCursor? Next
);

/// <summary>A published ranking with its place among all.</summary>
internal sealed record AreaRanking(DateOnly Month, FigureLevel Level, string AreaCode, DateOnly AreaFrom, Ranking Ranking);

/// <summary>What is published, read as it is stored: nothing is computed when somebody asks.</summary>
internal static class PublishedFigures
{
    /// <summary>Documents of one area and operator that a page holds at most, each of some thirty cells.</summary>
    public const int MostDocuments = 200;

    /// <summary>One page of figures.</summary>
    /// <param name="db">The store.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="after">The end of the page before; null for the first one.</param>
    /// <param name="documents">Areas and operators in the page, at most <see cref="MostDocuments"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<FigurePage> ReadAsync(
        HubDb db,
        FigureQuery query,
        FigureCursor? after,
        int documents,
        CancellationToken cancellationToken
    )
    {
        var take = Math.Clamp(documents, 1, MostDocuments);
        if (await HeadAsync(db, query.Month, query.Release, cancellationToken) is not { } head)
        {
            return new(null, [], [], null);
        }

        var rows = await db
            .Figures.AsNoTracking()
            .SeenBy(db, query.Month, head.Generation)
            .Matching(query)
            .After(after)
            .OrderBy(row => row.AreaCode)
            .ThenBy(row => row.AreaFrom)
            .ThenBy(row => row.Operator)
            .Take(take + 1)
            .ToListAsync(cancellationToken);
        var shown = rows.Take(take).Select(row => (Row: row, Content: FigureContent.Read(row.Content))).ToArray();
        return new(
            head,
            [
                .. shown.SelectMany(one =>
                    one.Content.Cells.Where(cell => query.Access is null || cell.Access == query.Access)
                        .Where(cell => query.Hours is null || cell.Hours == query.Hours)
                        .Select(cell => FigureOf(one.Row, cell))
                ),
            ],
            [
                .. shown.SelectMany(one =>
                    (one.Content.Rankings ?? [])
                        .Where(ranking => query.Access is null || ranking.Access == query.Access)
                        .Select(ranking => new AreaRanking(one.Row.Month, one.Row.Level, one.Row.AreaCode, one.Row.AreaFrom, ranking))
                ),
            ],
            rows.Count > take ? new(rows[take - 1].AreaCode, rows[take - 1].AreaFrom, rows[take - 1].Operator) : null
        );
    }

    private static Figure FigureOf(FigureRow row, Cell cell) =>
        new(row.Month, row.Level, row.AreaCode, row.AreaFrom, row.ParentCode, row.Operator, cell);

    /// <summary>How a month is published now, or was in a release; null when it is not.</summary>
    public static async Task<PublishedMonth?> HeadAsync(HubDb db, DateOnly month, int? release, CancellationToken cancellationToken) =>
        release is { } number
            ? await db
                .Releases.AsNoTracking()
                .Where(one => one.Month == month && one.Number == number)
                .Select(one => new PublishedMonth
                {
                    Month = one.Month,
                    Generation = one.Generation,
                    Method = one.Method,
                    Rules = one.Rules,
                    AreasAsOf = one.AreasAsOf,
                    ComputedAt = one.ComputedAt,
                    IsDemonstration = one.IsDemonstration,
                    Runs = one.Runs,
                    ValidRuns = one.ValidRuns,
                    Devices = one.Devices,
                })
                .FirstOrDefaultAsync(cancellationToken)
            : await db.PublishedMonths.AsNoTracking().FirstOrDefaultAsync(one => one.Month == month, cancellationToken);

    /// <summary>The documents of a month that a generation shows: of each the newest up to it, unless that says that it is gone.</summary>
    public static IQueryable<FigureRow> SeenBy(this IQueryable<FigureRow> rows, HubDb db, DateOnly month, long generation)
    {
        var all = db.Figures;
        return rows.Where(row =>
            row.Month == month
            && row.Generation <= generation
            && row.Content != ""
            && !all.Any(other =>
                other.Month == month
                && other.AreaCode == row.AreaCode
                && other.AreaFrom == row.AreaFrom
                && other.Operator == row.Operator
                && other.Generation > row.Generation
                && other.Generation <= generation
            )
        );
    }

    private static IQueryable<FigureRow> Matching(this IQueryable<FigureRow> rows, FigureQuery query)
    {
        rows = query.Level is { } level ? rows.Where(row => row.Level == level) : rows;
        rows = query.AreaCode is { } code ? rows.Where(row => row.AreaCode == code) : rows;
        rows = query.AreaFrom is { } from ? rows.Where(row => row.AreaFrom == from) : rows;
        rows = query.ParentCode is { } parent ? rows.Where(row => row.ParentCode == parent) : rows;
        return query.Operator is { } one ? rows.Where(row => row.Operator == one) : rows;
    }

    private static IQueryable<FigureRow> After(this IQueryable<FigureRow> rows, FigureCursor? after) =>
        after is null
            ? rows
            : rows.Where(row =>
                row.AreaCode.CompareTo(after.AreaCode) > 0
                || (row.AreaCode == after.AreaCode && row.AreaFrom > after.AreaFrom)
                || (row.AreaCode == after.AreaCode && row.AreaFrom == after.AreaFrom && row.Operator.CompareTo(after.Operator) > 0)
            );
}
