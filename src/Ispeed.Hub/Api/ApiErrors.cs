using System.Text.Json;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Diagnostics;

namespace Ispeed.Hub.Api;

/// <summary>Whatever goes wrong under <c>/api</c>, the answer is a problem with a code.</summary>
internal static partial class ApiErrors
{
    /// <summary>An exception that reached the edge.</summary>
    public static async Task AnswerExceptionAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var refusal = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Refusal.TooLarge(Limits.SubmissionBytes),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ForStatus(
                context,
                StatusCodes.Status415UnsupportedMediaType
            ),
            BadHttpRequestException { InnerException: JsonException json } => Refusal.Malformed(Sentence(json)),
            BadHttpRequestException when context.Request.ContentLength is 0 => Refusal.Malformed("The body is empty. Send a JSON object."),
            BadHttpRequestException unreadable => Refusal.Malformed(unreadable.Message),
            _ when StoreFailure.Is(exception) => Refusal.Unavailable,
            _ => ForStatus(context, StatusCodes.Status500InternalServerError),
        };
        if (exception is not (null or BadHttpRequestException))
        {
            Log.Failed(LoggerOf(context), context.GetEndpoint()?.DisplayName, exception);
        }

        if (refusal.Status == StatusCodes.Status413PayloadTooLarge)
        {
            context.Response.Headers.Connection = "close"; // the rest of the body is not read, so nothing can follow it
        }

        await refusal.ExecuteAsync(context);
    }

    /// <summary>A status without a body: no route, wrong method, wrong media type.</summary>
    public static Task AnswerStatusAsync(HttpContext context) => ForStatus(context, context.Response.StatusCode).ExecuteAsync(context);

    private static Refusal ForStatus(HttpContext context, int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => new(
                "key-needed",
                status,
                "This address needs a key.",
                "Send Authorization: Bearer and a key from the console; it may have been revoked or have ended."
            ),
            StatusCodes.Status403Forbidden => new(
                "not-allowed",
                status,
                "The key is not for this.",
                "Make a key with the scope that the description of the API names, for an account that may see this."
            ),
            StatusCodes.Status404NotFound => new(
                "unknown-path",
                status,
                "Nothing is at this address.",
                "The description of the API is at /openapi/v1.json, a page to try it at /api."
            ),
            StatusCodes.Status405MethodNotAllowed => new(
                "method-not-allowed",
                status,
                $"This address does not take {context.Request.Method}.",
                "The header Allow says what it takes."
            ),
            StatusCodes.Status413PayloadTooLarge => Refusal.TooLarge(Limits.SubmissionBytes),
            StatusCodes.Status415UnsupportedMediaType => new(
                "unsupported-media-type",
                status,
                "Only JSON is taken.",
                "Send the header Content-Type: application/json."
            ),
            >= StatusCodes.Status500InternalServerError => new(
                "internal",
                status,
                "The hub failed.",
                "This is a defect of the hub. It has been logged; keep the message and send it again later."
            ),
            _ => Refusal.Malformed("The request does not fit the description at /openapi/v1.json."),
        };

    private static string Sentence(JsonException json) =>
        json.Path is { Length: > 1 } path
            ? $"The member {path} is missing, of the wrong type or out of its range."
            : "The body is not a JSON object of the expected kind.";

    private static ILogger LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Ispeed.Hub.Api");

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Error, "A request to {Endpoint} failed")]
        public static partial void Failed(ILogger logger, string? endpoint, Exception exception);
    }
}
