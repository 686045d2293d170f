using Ispeed.Hub.Accounts;
using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ispeed.Hub.Cases;

/// <summary><c>GET /api/v1/cases</c>: the cases that the key's account may see.</summary>
internal static class ListCases
{
    /// <param name="Id">Of the case.</param>
    /// <param name="Operator">Code of the operator.</param>
    /// <param name="Commune">Code of the commune.</param>
    /// <param name="Province">Code of its province.</param>
    /// <param name="State">sent, answered, closed or reopened.</param>
    /// <param name="Month">The first day of the month that decided last.</param>
    /// <param name="Mbps">Median download of that month.</param>
    /// <param name="Samples">Devices that it is made of.</param>
    /// <param name="DueOn">Until when the operator does something; null until it answered.</param>
    /// <param name="Measure">What it does; null until it answered.</param>
    internal sealed record One(
        Guid Id,
        string Operator,
        string Commune,
        string Province,
        string State,
        DateOnly Month,
        double Mbps,
        int Samples,
        DateOnly? DueOn,
        string? Measure
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/cases", HandleAsync)
            .WithTags("Cases")
            .WithSummary("The cases of weak communes that the key's account may see, by operator and province; needs a key for cases")
            .Refuses(401, 403)
            .RequireKey(KeyScopes.Cases);

    private static async Task<Ok<One[]>> HandleAsync(
        string? @operator,
        string? province,
        HubDb db,
        Actor actor,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var tree = await OrganisationTree.OnAsync(db, VietnamTime.DayOf(time.GetUtcNow()), cancellationToken);
        var seen = await SeenCases.ReadAsync(db, actor, tree, new(@operator, province, State: null), cancellationToken);
        return TypedResults.Ok(
            seen.Select(one => new One(
                    one.Id,
                    one.Operator,
                    one.CommuneCode,
                    one.ProvinceCode,
                    one.State.ToWire(),
                    one.Month,
                    one.Mbps,
                    one.Samples,
                    one.DueOn,
                    one.Measure
                ))
                .ToArray()
        );
    }
}
