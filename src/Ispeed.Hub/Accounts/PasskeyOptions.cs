using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace Ispeed.Hub.Accounts;

/// <summary>What a browser needs before it can make or show a passkey; the answer of the device comes back with a form of a page.</summary>
internal static class PasskeyOptions
{
    public const string MakePath = "/account/passkeys/make";
    public const string ShowPath = "/account/passkeys/show";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(MakePath, MakeAsync).RequireAuthorization().ExcludeFromDescription();
        routes.MapPost(ShowPath, ShowAsync).RequireRateLimiting(Api.RateLimits.SignIns).ExcludeFromDescription();
    }

    private static async Task<IResult> MakeAsync(
        HttpContext context,
        IAntiforgery forms,
        AccountSignIn signIn,
        UserManager<Account> accounts
    )
    {
        if (!await forms.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        var account = await accounts.FindByIdAsync(AccountPrincipal.IdOf(context.User)!.Value.ToString());
        var entity = new PasskeyUserEntity
        {
            Id = account!.Id.ToString(),
            Name = account.Email!,
            DisplayName = account.Email!,
        };
        return TypedResults.Text(await signIn.MakePasskeyCreationOptionsAsync(entity), "application/json");
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IAntiforgery forms, AccountSignIn signIn) =>
        await forms.IsRequestValidAsync(context)
            ? TypedResults.Text(await signIn.MakePasskeyRequestOptionsAsync(user: null), "application/json")
            : TypedResults.BadRequest();
}
