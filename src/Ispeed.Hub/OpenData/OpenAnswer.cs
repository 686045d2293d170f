using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Hub.Api;
using Microsoft.Net.Http.Headers;

namespace Ispeed.Hub.OpenData;

/// <summary>The forms in which open data is answered.</summary>
internal enum Form
{
    Json,
    Csv,
    GeoJson,
}

/// <summary>An answer that anybody anywhere may read and keep: its form by ending or Accept, with an entity tag, 304 for who has it already.</summary>
/// <param name="body">The whole answer.</param>
/// <param name="mediaType">What it is.</param>
/// <param name="fresh">How long it may be used without asking.</param>
internal sealed class OpenAnswer(byte[] body, string mediaType, TimeSpan fresh) : IResult
{
    public const string GeoJsonType = "application/geo+json";

    /// <summary>Words of enumerations as on the wire, Vietnamese as letters.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter() },
        };

    /// <summary>Where the next page is; null on the last one.</summary>
    public string? Next { get; init; }

    public static OpenAnswer OfJson<T>(T answer, TimeSpan fresh, string? next = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(answer, Json), "application/json", fresh) { Next = next };

    /// <summary>The form that an address without ending is asked in: the first that Accept names, JSON when it names none.</summary>
    public static Form FormOf(HttpRequest request)
    {
        foreach (var accepted in request.GetTypedHeaders().Accept.OrderByDescending(one => one.Quality ?? 1))
        {
            switch (accepted.MediaType.Value)
            {
                case CsvFile.MediaType:
                    return Form.Csv;
                case GeoJsonType:
                    return Form.GeoJson;
                case "application/json" or "*/*" or "application/*":
                    return Form.Json;
            }
        }

        return Form.Json;
    }

    /// <summary>The same question from another place on.</summary>
    public static string? NextOf(HttpRequest request, string? after)
    {
        if (after is null)
        {
            return null;
        }

        var filters = request
            .Query.Where(filter => filter.Key != "after")
            .SelectMany(filter => filter.Value, (filter, value) => (filter.Key, value));
        var query = new QueryString();
        foreach (var (name, value) in filters)
        {
            query = query.Add(name, value ?? "");
        }

        return request.PathBase + request.Path + query.Add("after", after);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"");
        var headers = response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = new() { Public = true, MaxAge = fresh };
        response.Headers.Vary = HeaderNames.Accept;
        if (Next is not null)
        {
            response.Headers.Link = $"<{Next}>; rel=\"next\"";
        }

        var known = httpContext.Request.GetTypedHeaders().IfNoneMatch;
        if (known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = mediaType + "; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>How an address of open data is put up.</summary>
internal static class OpenRoutes
{
    /// <summary>One address in several forms: without ending the form is that of Accept, with one it is the ending's.</summary>
    public static void MapOpen<TAnswer>(
        this IEndpointRouteBuilder routes,
        string path,
        string summary,
        QueryFilter[] filters,
        Form[] forms,
        Func<HttpContext, Form, Task<IResult>> answer
    )
    {
        Describe(Get(path, context => answer(context, Allowed(OpenAnswer.FormOf(context.Request), forms))))
            .Produces<TAnswer>(StatusCodes.Status200OK, "application/json", [.. forms.Skip(1).Select(TypeOf)]);
        foreach (var form in forms.Skip(1))
        {
            Describe(Get(path + EndingOf(form), context => answer(context, form))).Produces<string>(StatusCodes.Status200OK, TypeOf(form));
        }

        RouteHandlerBuilder Get(string at, Func<HttpContext, Task<IResult>> handler) => routes.MapGet(at, (Delegate)handler);

        RouteHandlerBuilder Describe(RouteHandlerBuilder route) =>
            route.WithTags("Open data").WithSummary(summary).WithMetadata([.. filters]).Refuses(400, 404).RequireCors(ApiFeature.OpenToAll);
    }

    private static Form Allowed(Form asked, Form[] forms) => forms.Contains(asked) ? asked : forms[0];

    private static string EndingOf(Form form) =>
        form switch
        {
            Form.Csv => ".csv",
            Form.GeoJson => ".geojson",
            _ => ".json",
        };

    private static string TypeOf(Form form) =>
        form switch
        {
            Form.Csv => CsvFile.MediaType,
            Form.GeoJson => OpenAnswer.GeoJsonType,
            _ => "application/json",
        };
}
