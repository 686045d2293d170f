using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Ispeed.Hub.Accounts;

/// <summary>Signing in: password with a second factor where the account has or needs one, or a passkey, which is both in one.</summary>
internal sealed class AccountSignIn(
    UserManager<Account> accounts,
    IHttpContextAccessor requests,
    IUserClaimsPrincipalFactory<Account> principals,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<Account>> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<Account> confirmation
) : SignInManager<Account>(accounts, requests, principals, options, log, schemes, confirmation)
{
    /// <summary>The first step. An address that nobody has costs as much time as a wrong password, so that the answer does not tell who is here.</summary>
    public async Task<SignInResult> WithPasswordAsync(string email, string password)
    {
        if (await UserManager.FindByEmailAsync(email) is not { } account)
        {
            UserManager.PasswordHasher.HashPassword(new Account { UserName = email }, password);
            return SignInResult.Failed;
        }

        return await PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
    }

    /// <summary>Both factors in one: what the device says after it asked for finger, face or number.</summary>
    public async Task<SignInResult> WithPasskeyAsync(string credential)
    {
        var assertion = await PerformPasskeyAssertionAsync(credential);
        if (!assertion.Succeeded)
        {
            return SignInResult.Failed;
        }

        if (await PreSignInCheck(assertion.User) is { } refused)
        {
            return refused;
        }

        await UserManager.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey); // the count that a copied passkey would give away
        return await SignInOrTwoFactorAsync(assertion.User, isPersistent: false, bypassTwoFactor: true);
    }

    public override Task<bool> CanSignInAsync(Account user) => Task.FromResult(user.EndedAt is null);

    /// <summary>By what the account decided, not by which factors there are: with passkeys only, a password alone must not be enough.</summary>
    public override Task<bool> IsTwoFactorEnabledAsync(Account user) => Task.FromResult(user.TwoFactorEnabled);
}
