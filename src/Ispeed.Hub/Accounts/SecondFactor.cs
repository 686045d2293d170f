using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Accounts;

/// <summary>What an account has beside its password: an authenticator app with recovery codes, and passkeys.</summary>
internal static class SecondFactor
{
    public const int RecoveryCodes = 10;
    private const string Issuer = "i-Speed";

    /// <summary>The secret for an authenticator app that is being set up; the same until it is confirmed. Not to be asked for afterwards: whoever took a session over must not read it.</summary>
    public static async Task<string> BeginAsync(UserManager<Account> accounts, Account account)
    {
        if (await accounts.GetAuthenticatorKeyAsync(account) is { Length: > 0 } begun)
        {
            return begun;
        }

        await accounts.ResetAuthenticatorKeyAsync(account);
        return (await accounts.GetAuthenticatorKeyAsync(account))!;
    }

    /// <summary>What the QR code says (the key URI that authenticator apps read).</summary>
    public static string UriOf(string email, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(email)}?secret={key}&issuer={Uri.EscapeDataString(Issuer)}&digits=6";

    /// <summary>Whether the account has an app that was confirmed.</summary>
    public static async Task<bool> HasAppAsync(HubDb db, Account account, CancellationToken cancellationToken) =>
        account.TwoFactorEnabled
        && await db.AccountTokens.AnyAsync(token => token.UserId == account.Id && token.Name == "RecoveryCodes", cancellationToken);

    /// <returns>The recovery codes, shown once; null where the number from the app is wrong.</returns>
    public static async Task<IReadOnlyList<string>?> ConfirmAsync(UserManager<Account> accounts, Account account, string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        if (!await accounts.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, digits))
        {
            return null;
        }

        await accounts.SetTwoFactorEnabledAsync(account, true);
        return [.. await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes) ?? []];
    }

    /// <summary>The app in use counts no more; another one can be set up. Without a passkey the account lacks its second factor until that is confirmed.</summary>
    public static async Task RemoveAppAsync(HubDb db, UserManager<Account> accounts, Account account, CancellationToken cancellationToken)
    {
        // Removed as tracked, so that Identity's store does not find them again; saved with the account.
        db.RemoveRange(await db.AccountTokens.Where(token => token.UserId == account.Id).ToListAsync(cancellationToken));
        await accounts.SetTwoFactorEnabledAsync(account, (await accounts.GetPasskeysAsync(account)).Count > 0);
    }

    /// <summary>As before the first factor was set up.</summary>
    public static async Task RemoveAllAsync(HubDb db, UserManager<Account> accounts, Account account, CancellationToken cancellationToken)
    {
        await accounts.SetTwoFactorEnabledAsync(account, false);
        await db.AccountTokens.Where(token => token.UserId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await db.AccountPasskeys.Where(passkey => passkey.UserId == account.Id).ExecuteDeleteAsync(cancellationToken);
    }
}
