using Ispeed.Hub.Api;

namespace Ispeed.Hub.OpenData;

/// <summary><c>GET /api/v1/releases/{id}/files/{name}</c>: a file of a release, with ranges, entity tag and 304.</summary>
internal static class FetchFile
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/releases/{id}/files/{name}", Fetch)
            .WithTags("Open data")
            .WithSummary("A file of a release; /api/v1/releases lists them")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream")
            .Refuses(404)
            .RequireCors(ApiFeature.OpenToAll);

    private static IResult Fetch(string id, string name, ReleaseFolder files, HttpContext context)
    {
        if (!ReleaseId.TryParse(id, out var release) || files.Find(release, name) is not { } path)
        {
            return new Refusal(
                "unknown-file",
                StatusCodes.Status404NotFound,
                "No release has this file.",
                "GET /api/v1/releases lists them."
            );
        }

        var written = File.GetLastWriteTimeUtc(path);
        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = TimeSpan.FromHours(1) };
        return TypedResults.PhysicalFile(path, TypeOf(name), name, new DateTimeOffset(written), enableRangeProcessing: true);
    }

    private static string TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".csv" => "text/csv; charset=utf-8",
            ".json" => "application/json; charset=utf-8",
            ".geojson" => OpenAnswer.GeoJsonType,
            ".parquet" => "application/vnd.apache.parquet",
            _ => "text/plain; charset=utf-8",
        };
}
