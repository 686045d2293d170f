using System.Globalization;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Api;

/// <summary>A refusal of spec/protocol.md, "Refusals": the code decides, the sentences explain.</summary>
internal sealed record Refusal(string Code, int Status, string Title, string Detail) : IResult
{
    /// <summary>When to try again, where that helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The filter that is impossible.</summary>
    public string? Field { get; init; }

    public static Refusal Malformed(string detail) => new("malformed", 400, "The request cannot be read.", detail);

    public static Refusal TooLarge(long limitBytes) =>
        new(
            "too-large",
            413,
            "The request is larger than the limit.",
            string.Create(CultureInfo.InvariantCulture, $"Send at most {limitBytes} bytes.")
        );

    public static Refusal Implausible(string detail) => new("implausible", 422, "A value lies outside what is possible.", detail);

    public static Refusal SignatureInvalid(string detail) =>
        new("signature-invalid", 401, "The message is not signed as it must be.", detail);

    public static Refusal UnknownPoint(string id) =>
        new("unknown-point", 404, "No test point has this id.", $"Register '{id}' first: POST /api/v1/points.");

    public static Refusal NotTaken { get; } = Implausible("The database does not take one of its values.");

    public static Refusal Unavailable { get; } =
        new("unavailable", 503, "The hub cannot write its database now.", "Keep the message and send it again.")
        {
            RetryAfter = TimeSpan.FromSeconds(10),
        };

    public static Refusal Busy { get; } =
        new("busy", 503, "The hub has more to write than it can hold.", "Keep the message and send it again.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        // A caller that left needs no answer; the write then ends by the request's own token.
        return response.WriteAsJsonAsync(
            new Problem($"urn:ispeed:refusal:{Code}", Title, Status, Code, Detail, Field: Field),
            MeasureJson.Default.Problem,
            "application/problem+json",
            httpContext.RequestAborted
        );
    }
}
