using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ispeed.Hub.Accounts;

/// <summary><c>GET /api/v1/organisations</c>: the organisations within reach of the key's account, as they stand today.</summary>
internal static class ListOrganisations
{
    /// <param name="Id">Never given to another organisation.</param>
    /// <param name="Key">As in files.</param>
    /// <param name="Name">Of today.</param>
    /// <param name="Superior">Id of the one above; null for a root, and where it lies outside the account's reach.</param>
    /// <param name="Area">Code of its commune or province.</param>
    /// <param name="Staff">Its own, as it stands this month; null where nobody told.</param>
    internal sealed record One(Guid Id, string Key, string Name, Guid? Superior, string? Area, int? Staff);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/organisations", HandleAsync)
            .WithTags("Accounts")
            .WithSummary("The organisations within reach of the key's account; needs a key for organisations")
            .Refuses(401, 403)
            .RequireKey(KeyScopes.Organisations);

    private static async Task<Ok<One[]>> HandleAsync(HubDb db, Actor actor, TimeProvider time, CancellationToken cancellationToken)
    {
        var day = VietnamTime.DayOf(time.GetUtcNow());
        var tree = await OrganisationTree.OnAsync(db, day, cancellationToken);
        var staff = await StandingHeadcount.AllAsync(db, new(day.Year, day.Month, 1), cancellationToken);
        var visible = tree.All.Where(node => actor.MaySee(tree, node.Id)).OrderBy(node => node.Key, StringComparer.OrdinalIgnoreCase);
        return TypedResults.Ok(
            visible
                .Select(node => new One(
                    node.Id,
                    node.Key,
                    node.Name,
                    node.ParentId is { } above && actor.MaySee(tree, above) ? above : null,
                    node.AreaCode,
                    staff.TryGetValue(node.Id, out var count) ? count : null
                ))
                .ToArray()
        );
    }
}
