namespace Ispeed.Hub.Measurements;

/// <summary>Where the page of a result is.</summary>
internal static class ResultLink
{
    public static string Of(HttpRequest request, Guid id) => $"{request.Scheme}://{request.Host}/r/{id}";
}
