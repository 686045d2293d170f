using System.Security.Cryptography;
using System.Text;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Ispeed.Hub.Accounts;

/// <summary>
/// Identity's store on the hub's one model. What a thief of the database could sign in with is not readable there: the secret of an authenticator app is
/// encrypted with the hub's key for pages, recovery codes are hashed.
/// </summary>
internal sealed class AccountStore(HubDb db, IDataProtectionProvider protection, IdentityErrorDescriber errors)
    : UserOnlyStore<
        Account,
        HubDb,
        Guid,
        IdentityUserClaim<Guid>,
        IdentityUserLogin<Guid>,
        IdentityUserToken<Guid>,
        IdentityUserPasskey<Guid>
    >(db, errors)
{
    private readonly IDataProtector secrets = protection.CreateProtector("Ispeed.Hub.Accounts.Authenticator");

    public override Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, secrets.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken)
    {
        var kept = await base.GetAuthenticatorKeyAsync(user, cancellationToken);
        try
        {
            return string.IsNullOrEmpty(kept) ? null : secrets.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null; // the hub's keys were lost with their folder: the person needs a new way in, not a page that fails
        }
    }

    public override Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(code => HashOf(user, code)), cancellationToken);

    public override Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) =>
        base.RedeemCodeAsync(user, HashOf(user, code), cancellationToken);

    // Identity draws ten symbols of 23, 45 bits: with the account's id in it, one table does not serve for all.
    private static string HashOf(Account user, string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id:N} {code}")));
}
