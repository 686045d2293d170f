using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Hub.Api;
using Ispeed.Hub.Measurements;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Ispeed.Hub.Ingest;

/// <summary><c>POST /api/v1/measurements/batch</c>: a gateway or a client that was offline hands many results in, one to a line, each answered on its own.</summary>
internal static class SubmitBatch
{
    private const string MediaType = "application/x-ndjson";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/measurements/batch", HandleAsync)
            .WithTags("Measurements")
            .WithSummary("Hand many results in")
            .WithDescription(
                "One submission a line (application/x-ndjson), at most 100; the answer has one line for each, in order, with the status that it would have had alone. One bad line costs no other its place."
            )
            .Accepts<Submission>(MediaType)
            .Produces<BatchAnswer>(StatusCodes.Status200OK, MediaType)
            .Refuses(413, 415, 429)
            .WithMetadata(new RequestSizeLimitAttribute(Limits.BatchBytes))
            .RequireRateLimiting(RateLimits.Batches);

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        Submissions submissions,
        IOptions<JsonOptions> json,
        CancellationToken cancellationToken
    )
    {
        var type = (JsonTypeInfo<Submission>)json.Value.SerializerOptions.GetTypeInfo(typeof(Submission));
        var answers = new List<Task<BatchAnswer>>();
        await foreach (var line in LinesAsync(context.Request.BodyReader, cancellationToken))
        {
            if (answers.Count == Limits.BatchResults)
            {
                return Refusal.TooLarge(Limits.BatchBytes);
            }

            answers.Add(AnswerAsync(line));
        }

        var lines = await Task.WhenAll(answers); // Liveness: each ends as a single submission does
        var body = new ArrayBufferWriter<byte>((lines.Length * 256) + 1);
        foreach (var answer in lines)
        {
            await using (var writer = new Utf8JsonWriter(body))
            {
                JsonSerializer.Serialize(writer, answer, MeasureJson.Default.BatchAnswer);
            }

            body.Write("\n"u8);
        }

        return TypedResults.Bytes(body.WrittenMemory, MediaType);

        async Task<BatchAnswer> AnswerAsync(byte[] line)
        {
            if (line.Length > Limits.SubmissionBytes)
            {
                return Refused(null, Refusal.TooLarge(Limits.SubmissionBytes));
            }

            Submission submission;
            try
            {
                submission = JsonSerializer.Deserialize(line, type) ?? throw new JsonException("The line is null.");
            }
            catch (JsonException unreadable)
            {
                return Refused(null, Refusal.Malformed(unreadable.Message));
            }

            var id = submission.Measurement?.Id;
            return await submissions.TakeAsync(submission, context.Connection.RemoteIpAddress, cancellationToken) switch
            {
                SubmissionOutcome.Stored stored => new(
                    stored.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
                    id,
                    ResultLink.Of(context.Request, id!.Value),
                    stored.Proof
                ),
                SubmissionOutcome.Refused refused => Refused(id, refused.Refusal),
                _ => throw new UnreachableException(),
            };
        }
    }

    private static BatchAnswer Refused(Guid? id, Refusal refusal) =>
        new(refusal.Status, id, Code: refusal.Code, Title: refusal.Title, Detail: refusal.Detail);

    // The lines of a body that are not empty. The server bounds the body, and so what is kept of it.
    private static async IAsyncEnumerable<byte[]> LinesAsync(
        PipeReader body,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            try
            {
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    var line = rest.Slice(0, end);
                    rest = rest.Slice(rest.GetPosition(1, end));
                    if (!line.IsEmpty)
                    {
                        yield return line.ToArray();
                    }
                }

                if (read.IsCompleted)
                {
                    if (!rest.IsEmpty)
                    {
                        yield return rest.ToArray();
                    }

                    yield break;
                }
            }
            finally
            {
                // Whoever stops looking says so: the server closes a connection on which a body is still being read.
                body.AdvanceTo(rest.Start, rest.End);
            }
        }
    }
}
