using Ispeed.Hub.Api;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;

namespace Ispeed.Hub.Points;

/// <summary><c>POST /api/v1/points</c>: a test point joins, or tells its new name and addresses.</summary>
internal static partial class RegisterPoint
{
    private const string Example = """
        {"id":"hanoi-1","name":"VNIX Hà Nội","operator":null,"url":"ws://203.0.113.10:80","secureUrl":"wss://hanoi-1.example.vn:443",
         "publicKey":"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…","software":"ispeed-testpoint 0.1.0","country":"VN"}
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/points", HandleAsync)
            .WithTags("Points")
            .WithSummary("Register a test point")
            .WithDescription(
                "Needs the header `Authorization: Enrolment KEY`; the key is in the hub's file enrolment.key. 200 when the same key registers again."
            )
            .Produces<PointWelcome>(StatusCodes.Status201Created)
            .Produces<PointWelcome>()
            .Refuses(400, 401, 409, 413, 429, 503)
            .WithMetadata(new RequestExample(Example), new RequestSizeLimitAttribute(Limits.BodyBytes))
            .RequireRateLimiting(RateLimits.Registrations);

    private static async Task<IResult> HandleAsync(
        PointRegistration registration,
        HttpRequest request,
        EnrolmentKey enrolment,
        HubKey hub,
        HubDb db,
        TimeProvider time,
        ILogger<EnrolmentKey> log,
        CancellationToken cancellationToken
    )
    {
        if (!enrolment.Opens(request.Headers.Authorization))
        {
            Log.Refused(log);
            return new Refusal(
                "enrolment-invalid",
                401,
                "The enrolment key is not the hub's.",
                "Send the header 'Authorization: Enrolment KEY' with the content of the hub's file enrolment.key."
            );
        }

        if (PointRules.WhyNot(registration) is { } reason)
        {
            return Refusal.Malformed(reason);
        }

        var point = await db.Points.FindAsync([registration.Id], cancellationToken);
        if (point is not null && point.PublicKey != registration.PublicKey)
        {
            return new Refusal(
                "point-taken",
                409,
                "Another test point has this id.",
                "Choose another id, or start the test point with the data folder that holds its first key."
            );
        }

        var isNew = point is null;
        if (point is null)
        {
            point = New(registration, time.GetUtcNow());
            db.Add(point);
        }

        point.Update(registration, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        Log.Registered(log, point.Id, isNew);
        var welcome = new PointWelcome(point.Id, hub.Id, hub.PublicKey);
        return isNew ? TypedResults.Created($"/api/v1/points/{point.Id}", welcome) : TypedResults.Ok(welcome);
    }

    private static PointRow New(PointRegistration registration, DateTimeOffset now) =>
        new()
        {
            Id = registration.Id,
            Name = registration.Name,
            PublicKey = registration.PublicKey,
            Software = registration.Software,
            RegisteredAt = now,
        };

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Information, "Test point {Point} registered (new: {IsNew})")]
        public static partial void Registered(ILogger logger, string point, bool isNew);

        [LoggerMessage(1202, LogLevel.Warning, "A registration came with a wrong enrolment key")]
        public static partial void Refused(ILogger logger);
    }
}
