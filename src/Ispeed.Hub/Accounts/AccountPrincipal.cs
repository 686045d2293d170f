using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace Ispeed.Hub.Accounts;

/// <summary>An account as the framework hands it on with a request. A role is in it only once the account has the factors that the role needs.</summary>
internal sealed class AccountPrincipal(TimeProvider time) : IUserClaimsPrincipalFactory<Account>
{
    public const string Stamp = "stamp";
    public const string Began = "began";
    public const string KeyScope = "key";
    private const string Organisation = "organisation";
    private const string Area = "area";
    private const string Operator = "operator";

    public Task<ClaimsPrincipal> CreateAsync(Account user) =>
        Task.FromResult(Of(user, IdentityConstants.ApplicationScheme, [new(Began, Number(time.GetUtcNow()))]));

    public static ClaimsPrincipal Of(Account account, string scheme, IEnumerable<Claim> more)
    {
        var claims = new List<Claim>(more)
        {
            new(ClaimTypes.NameIdentifier, account.Id.ToString()),
            new(Stamp, account.SecurityStamp ?? ""),
        };
        if (account.IsComplete)
        {
            claims.Add(new(ClaimTypes.Role, account.Role.ToWire()));
        }

        Add(Organisation, account.OrganisationId?.ToString());
        Add(Area, account.AreaCode);
        Add(Operator, account.OperatorCode);
        return new(new ClaimsIdentity(claims, scheme));

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                claims.Add(new(type, value));
            }
        }
    }

    public static Guid? IdOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Null for nobody, and for an account without the factors that it needs.</summary>
    public static AccountScope? ScopeOf(ClaimsPrincipal principal) =>
        AccountRoles.Parse(principal.FindFirstValue(ClaimTypes.Role)) is { } role
            ? new(
                role,
                Guid.TryParse(principal.FindFirstValue(Organisation), out var organisation) ? organisation : null,
                principal.FindFirstValue(Area),
                principal.FindFirstValue(Operator)
            )
            : null;

    public static DateTimeOffset BeganAt(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(Began), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new(ticks, TimeSpan.Zero)
            : DateTimeOffset.MinValue;

    private static string Number(DateTimeOffset instant) => instant.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
