using Ispeed.Hub.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ispeed.Hub.Accounts;

/// <summary><c>GET /api/v1/account</c>: whose key this is and what it is for.</summary>
internal static class ShowAccount
{
    /// <param name="Account">Id of the account.</param>
    /// <param name="Role">For example <c>organisation</c>; null while the account lacks a factor that its role needs.</param>
    /// <param name="Scopes">What the key is for.</param>
    internal sealed record Answer(Guid Account, string? Role, IReadOnlyList<string> Scopes);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/account", Handle)
            .WithTags("Accounts")
            .WithSummary("Whose key this is and what it is for")
            .Refuses(401)
            .RequireAuthorization();

    private static Ok<Answer> Handle(Actor actor, HttpContext context) =>
        TypedResults.Ok(
            new Answer(
                actor.AccountId!.Value,
                actor.Role?.ToWire(),
                [.. context.User.FindAll(AccountPrincipal.KeyScope).Select(claim => claim.Value)]
            )
        );
}
