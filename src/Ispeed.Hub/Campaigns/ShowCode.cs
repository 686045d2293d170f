using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Ispeed.Measure;

namespace Ispeed.Hub.Campaigns;

/// <summary><c>GET /api/v1/codes/{code}</c> and <c>POST /api/v1/codes/{code}/standing</c>: what a code asks for, and whether a device counts with it.</summary>
internal static class ShowCode
{
    /// <param name="Code">The seven symbols.</param>
    /// <param name="Owner">For whom it counts.</param>
    /// <param name="Campaign">The title of the campaign.</param>
    /// <param name="Issuer">Who opened it.</param>
    /// <param name="Asks"><c>any</c>, <c>mobile</c>, <c>4g</c>, <c>5g</c> or <c>fixed</c>.</param>
    /// <param name="RunsAMonth">Runs of a device in a month, from which it counts.</param>
    /// <param name="Valid">Whether runs of today count with it.</param>
    /// <param name="ReplacedBy">The code that stands for it now; null where it is the one.</param>
    internal sealed record PublishedCode(
        string Code,
        string Owner,
        string Campaign,
        string Issuer,
        string Asks,
        int RunsAMonth,
        bool Valid,
        string? ReplacedBy
    );

    /// <param name="Device">The device's identifier, in the body: addresses are written into logs.</param>
    internal sealed record StandingRequest(Guid Device);

    /// <param name="Counted">Whether the device counts this month.</param>
    /// <param name="Reason">Why, or why not yet; spec/protocol.md lists them.</param>
    /// <param name="Runs">Its runs that count.</param>
    /// <param name="Needed">How many it takes.</param>
    internal sealed record StandingAnswer(bool Counted, string Reason, int Runs, int Needed);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/codes/{code}", HandleAsync)
            .WithTags("Campaigns")
            .WithSummary("What a referral code counts for and asks for")
            .Produces<PublishedCode>()
            .Refuses(400, 404, 429, 503);
        routes
            .MapPost("/api/v1/codes/{code}/standing", HandleStandingAsync)
            .WithTags("Campaigns")
            .WithSummary("Whether a device counts with a code this month, and if not, why")
            .Produces<StandingAnswer>()
            .Refuses(400, 404, 429, 503)
            .WithMetadata(new RequestExample("""{"device":"6c1d6f0e-4f3a-4b7e-9a51-0c6f1f0b7a11"}"""));
    }

    private static async Task<IResult> HandleAsync(
        string code,
        HubDb db,
        AreaDirectory areas,
        GuessGuard guard,
        HttpContext context,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (found, refusal) = await FindAsync(code, db, areas, guard, context, time, cancellationToken);
        return found is null
            ? refusal!
            : TypedResults.Json(
                new PublishedCode(
                    found.Row.Code,
                    found.Owner,
                    found.Campaign.Title,
                    found.Issuer,
                    found.Campaign.Asks.ToWire(),
                    found.Campaign.RunsAMonth,
                    found.IsValidOn(VietnamTime.DayOf(time.GetUtcNow())),
                    found.Row.ReplacedBy
                )
            );
    }

    private static async Task<IResult> HandleStandingAsync(
        string code,
        StandingRequest asked,
        HubDb db,
        AreaDirectory areas,
        GuessGuard guard,
        HttpContext context,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (found, refusal) = await FindAsync(code, db, areas, guard, context, time, cancellationToken);
        if (found is null)
        {
            return refusal!;
        }

        var standing = await Standing.OfAsync(db, found, asked.Device, time.GetUtcNow(), cancellationToken);
        return TypedResults.Json(
            new StandingAnswer(standing.Reason is StandingReason.Counted, standing.Reason.ToWire(), standing.Runs, standing.Needed)
        );
    }

    private static async Task<(CodeInCampaign? Found, Refusal? Refusal)> FindAsync(
        string typed,
        HubDb db,
        AreaDirectory areas,
        GuessGuard guard,
        HttpContext context,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!ReferralCode.TryRead(typed, out var code))
        {
            return (null, Refusal.Malformed("That is no referral code, or one of its symbols is mistyped."));
        }

        var address = context.Connection.RemoteIpAddress;
        if (guard.Refuses(address))
        {
            return (
                null,
                new("too-many", 429, "This network tried too many codes that do not exist.", "Wait some minutes, then type the code again.")
                {
                    RetryAfter = TimeSpan.FromMinutes(5),
                }
            );
        }

        var found = await CodeInCampaign.FindAsync(db, areas, code, VietnamTime.DayOf(time.GetUtcNow()), cancellationToken);
        if (found is null)
        {
            guard.Missed(address);
        }

        return (
            found,
            found is null
                ? new("unknown-code", 404, "No campaign has this code.", "Ask whoever gave it to you; measuring works without one.")
                : null
        );
    }
}
