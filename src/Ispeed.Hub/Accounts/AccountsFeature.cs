using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace Ispeed.Hub.Accounts;

/// <summary>Who signs in, and what that one may see and do.</summary>
internal static class AccountsFeature
{
    private const string ByKindOfPath = "session-or-key";

    public static IHostApplicationBuilder AddAccounts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(DataFolder.From(builder.Configuration).File("page-keys")));
        services
            .AddIdentityCore<Account>(Configure)
            .AddUserStore<AccountStore>()
            .AddSignInManager<AccountSignIn>()
            .AddPasswordValidator<CommonPasswords>()
            .AddTokenProvider<AuthenticatorTokenProvider<Account>>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddScoped<IUserClaimsPrincipalFactory<Account>, AccountPrincipal>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required"; // the passkey stands for both factors
            options.ResidentKeyRequirement = "required"; // signing in asks for no name
        });
        AddSchemes(services);
        services.AddAuthorization(options =>
        {
            foreach (var scope in ApiKeys.All)
            {
                options.AddPolicy(PolicyOf(scope), policy => policy.RequireClaim(AccountPrincipal.KeyScope, scope.ToWire()));
            }
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "ispeed.form";
            options.Cookie.Path = "/";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // frame-ancestors of the policy says it
        });
        services.AddHttpContextAccessor();
        services.AddScoped(request =>
        {
            var context = request.GetRequiredService<IHttpContextAccessor>().HttpContext!;
            var user = context.User;
            return new Actor(
                AccountPrincipal.IdOf(user),
                AccountPrincipal.ScopeOf(user),
                IsForKeys(context) ? AuditSource.Api : AuditSource.Console,
                request.GetRequiredService<AreaDirectory>(),
                VietnamTime.DayOf(request.GetRequiredService<TimeProvider>().GetUtcNow())
            );
        });
        return builder;
    }

    /// <summary>After routing, before everything that asks who it is.</summary>
    public static WebApplication UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    public static WebApplication MapAccounts(this WebApplication app)
    {
        PasskeyOptions.Map(app);
        ShowAccount.Map(app);
        ListOrganisations.Map(app);
        return app;
    }

    /// <summary>Only for a key with this scope.</summary>
    public static TBuilder RequireKey<TBuilder>(this TBuilder builder, KeyScopes scope)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(PolicyOf(scope));

    private static string PolicyOf(KeyScopes scope) => "key-" + scope.ToWire();

    private static void Configure(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.User.AllowedUserNameCharacters = ""; // an address is checked as one
        options.Password.RequiredLength = CommonPasswords.Shortest;
        options.Password.RequireDigit = options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 1; // CommonPasswords counts them
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3; // the one with passkeys
    }

    private static bool IsForKeys(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    // The API knows keys only and the pages sessions only: a page elsewhere cannot call the API with a visitor's session.
    private static void AddSchemes(IServiceCollection services)
    {
        var authentication = services.AddAuthentication(options =>
        {
            options.DefaultScheme = ByKindOfPath;
            options.DefaultSignInScheme = IdentityConstants.ApplicationScheme;
        });
        authentication.AddPolicyScheme(
            ByKindOfPath,
            displayName: null,
            options =>
                options.ForwardDefaultSelector = context =>
                    IsForKeys(context) ? ApiKeyHandler.SchemeName : IdentityConstants.ApplicationScheme
        );
        authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null);
        authentication.AddCookie(IdentityConstants.ApplicationScheme, AccountSession.Configure);
        authentication.AddCookie(
            IdentityConstants.TwoFactorUserIdScheme,
            options =>
            {
                options.Cookie.Name = "ispeed.second-factor";
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.Cookie.Path = "/";
                options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            }
        );
    }
}
