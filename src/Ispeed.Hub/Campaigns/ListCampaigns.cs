using System.Globalization;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Campaigns;

/// <summary>Campaigns and their units for programs with a key: the figures of the console's pages.</summary>
internal static class ListCampaigns
{
    internal sealed record One(
        Guid Id,
        string Key,
        string Title,
        Guid Issuer,
        string Asks,
        int RunsAMonth,
        int SamplesACommune,
        string From,
        string? To
    );

    /// <param name="Organisation">Its id.</param>
    /// <param name="Key">As in files; null for one that stands no more.</param>
    /// <param name="Name">Of today.</param>
    /// <param name="Level">1 directly below the issuer.</param>
    /// <param name="Deadline">The last day that is in time.</param>
    /// <param name="State">open, submitted, returned or accepted.</param>
    /// <param name="Staff">Its headcount; null where nobody told.</param>
    /// <param name="StaffSeen">Devices that measured enough as staff.</param>
    /// <param name="OthersSeen">Devices of relatives and citizens that did.</param>
    internal sealed record Unit(
        Guid Organisation,
        string? Key,
        string? Name,
        int Level,
        DateOnly Deadline,
        string State,
        int? Staff,
        int StaffSeen,
        int OthersSeen
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/campaigns", AllAsync)
            .WithTags("Campaigns")
            .WithSummary("The campaigns that the key's account has to do with; needs a key for campaigns")
            .Produces<One[]>()
            .Refuses(401, 403)
            .RequireKey(KeyScopes.Campaigns);
        routes
            .MapGet("/api/v1/campaigns/{id:guid}/units", UnitsAsync)
            .WithTags("Campaigns")
            .WithSummary(
                "The units of a campaign within the account's reach in a month=YYYY-MM (default this one); needs a key for campaigns"
            )
            .Produces<Unit[]>()
            .Refuses(400, 401, 403, 404)
            .RequireKey(KeyScopes.Campaigns);
    }

    private static async Task<IResult> AllAsync(HubDb db, Actor actor, TimeProvider time, CancellationToken cancellationToken)
    {
        var tree = await OrganisationTree.OnAsync(db, VietnamTime.DayOf(time.GetUtcNow()), cancellationToken);
        var seen = await SeenCampaigns.ReadAsync(db, actor, tree, cancellationToken);
        return TypedResults.Ok(
            seen.Select(one => new One(
                    one.Id,
                    one.Key,
                    one.Title,
                    one.IssuerId,
                    one.Asks.ToWire(),
                    one.RunsAMonth,
                    one.SamplesACommune,
                    MonthText(one.FirstMonth),
                    one.LastMonth is { } last ? MonthText(last) : null
                ))
                .ToArray()
        );
    }

    private static async Task<IResult> UnitsAsync(
        Guid id,
        string? month,
        HubDb db,
        Actor actor,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        var asked = new DateOnly(today.Year, today.Month, 1);
        if (
            month is not null
            && !DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out asked)
        )
        {
            return Refusal.Malformed("month is YYYY-MM, for example 2026-11.");
        }

        var tree = await OrganisationTree.OnAsync(db, today, cancellationToken);
        if (await SeenCampaigns.FindAsync(db, id, actor, tree, cancellationToken) is not { } campaign)
        {
            return new Refusal("unknown-campaign", 404, "The account has no such campaign.", "GET /api/v1/campaigns lists them.");
        }

        var lines = await UnitBoard.ReadAsync(db, campaign, asked, today, cancellationToken);
        return TypedResults.Ok(
            lines
                .Where(line => actor.MaySee(tree, line.Round.OrganisationId))
                .Select(line => new Unit(
                    line.Round.OrganisationId,
                    line.Unit?.Key,
                    line.Unit?.Name,
                    line.Round.Level,
                    line.Round.Deadline,
                    line.Round.State.ToString().ToLowerInvariant(),
                    line.Staff,
                    line.StaffSeen,
                    line.OthersSeen
                ))
                .ToArray()
        );
    }

    private static string MonthText(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
