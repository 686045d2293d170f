using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Accounts;

/// <summary>
/// A session is a cookie, and what it may do is read from its account at every request: whoever was ended, given another role, or signed out everywhere
/// is so at once. It ends after an hour without a request and twelve hours after signing in.
/// </summary>
internal static class AccountSession
{
    public const string SignInPath = "/account/sign-in";
    public const string RefusedPath = "/account/refused";
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "ispeed.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax; // Strict would greet whoever follows a link from a mail as a stranger
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // ./run serves loopback without TLS
        options.Cookie.Path = "/"; // one session for both languages
        options.LoginPath = SignInPath;
        options.ReturnUrlParameter = "to";
        options.ExpireTimeSpan = Idle;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden; // the page for it says what to do
            return Task.CompletedTask;
        };
    }

    /// <summary>A page of this hub to go back to, or null: never an address elsewhere.</summary>
    public static string? LocalPath(string? to) =>
        to is ['/', ..] && !to.StartsWith("//", StringComparison.Ordinal) && !to.Contains('\\', StringComparison.Ordinal) ? to : null;

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var principal = context.Principal!;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var account = AccountPrincipal.IdOf(principal) is { } id
            ? await services
                .GetRequiredService<HubDb>()
                .Accounts.AsNoTracking()
                .SingleOrDefaultAsync(one => one.Id == id, context.HttpContext.RequestAborted)
            : null;
        if (
            account is null
            || account.EndedAt is not null
            || account.SecurityStamp != principal.FindFirst(AccountPrincipal.Stamp)?.Value
            || now - AccountPrincipal.BeganAt(principal) > Longest
        )
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        context.ReplacePrincipal(
            AccountPrincipal.Of(account, IdentityConstants.ApplicationScheme, principal.FindAll(AccountPrincipal.Began))
        );
    }
}
