using System.Globalization;
using Ispeed.Hub.Api;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary><c>GET /api/v1/releases</c>: figures that never change again, with what is needed to check and to fetch them.</summary>
internal static class ShowReleases
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(365);

    /// <summary>The newest month first; within a month the newest release.</summary>
    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <summary>A release: its id is month and number, <c>2026-11.1</c>; the content's hash is SHA-256 over the manifest of its documents.</summary>
    public sealed record Item(
        string Id,
        string Month,
        int Number,
        DateTimeOffset ReleasedAt,
        DateTimeOffset ComputedAt,
        string Method,
        int Rules,
        DateOnly AreasAsOf,
        bool IsDemonstration,
        int Runs,
        int ValidRuns,
        int Devices,
        int Documents,
        string ContentHash,
        int? Corrects,
        string? Reason,
        IReadOnlyList<string> Files
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpen<Answer>(
            "/api/v1/releases",
            "Releases: months of figures that never change again, with counts, hashes and files",
            [new("month", "Only the releases of a month, YYYY-MM", "2026-10")],
            [Form.Json],
            ShowAsync
        );

    /// <summary>The lines over which a release's content hash is made.</summary>
    public static void MapManifest(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/releases/{id}/manifest", ManifestAsync)
            .WithTags("Open data")
            .WithSummary(
                "The manifest of a release: a line `area from operator sha256` for each document; the SHA-256 of the whole is its contentHash"
            )
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Refuses(404)
            .RequireCors(ApiFeature.OpenToAll);

    private static async Task<IResult> ManifestAsync(string id, HubDb db, CancellationToken cancellationToken)
    {
        if (
            !ReleaseId.TryParse(id, out var release)
            || await PublishedFigures.HeadAsync(db, release.Month, release.Number, cancellationToken) is not { } head
        )
        {
            return new Refusal(
                "unknown-release",
                StatusCodes.Status404NotFound,
                "There is no such release.",
                "GET /api/v1/releases lists them."
            );
        }

        var lines = await ReleaseMonth.LinesAsync(db, release.Month, head.Generation, cancellationToken);
        return new OpenAnswer(ReleaseMonth.ManifestOf(lines), "text/plain", ForEver);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Form form)
    {
        var filters = new Filters(context.Request.Query);
        var month = filters.Month("month");
        if (filters.Refusal is { } refusal)
        {
            return refusal;
        }

        var db = context.RequestServices.GetRequiredService<HubDb>();
        var files = context.RequestServices.GetRequiredService<ReleaseFolder>();
        var releases = await db
            .Releases.AsNoTracking()
            .Where(one => month == null || one.Month == month)
            .ToListAsync(context.RequestAborted);
        return OpenAnswer.OfJson(
            new Answer([
                .. releases
                    .OrderByDescending(one => one.Month)
                    .ThenByDescending(one => one.Number)
                    .Select(one => ItemOf(one, files.LinksOf(ReleaseId.Of(one), context.Request.PathBase))),
            ]),
            Fresh
        );
    }

    private static Item ItemOf(Release one, IReadOnlyList<string> files) =>
        new(
            ReleaseId.Of(one).ToString(),
            one.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            one.Number,
            one.ReleasedAt,
            one.ComputedAt,
            one.Method,
            one.Rules,
            one.AreasAsOf,
            one.IsDemonstration,
            one.Runs,
            one.ValidRuns,
            one.Devices,
            one.Documents,
            one.ContentHash,
            one.Corrects,
            one.Reason,
            files
        );
}
