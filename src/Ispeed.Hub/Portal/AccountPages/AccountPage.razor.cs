using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Ispeed.Hub.Portal.AccountPages;

/// <summary>What somebody signs in with, and the ways to change it. (Public only because Razor makes it so.)</summary>
public sealed partial class AccountPage
{
    private Account? account;
    private IReadOnlyList<UserPasskeyInfo> passkeys = [];
    private bool hasApp;
    private string scopeName = "";
    private string? said;
    private string? problem;

    [SupplyParameterFromForm(Name = "current", FormName = "password")]
    private string? Current { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "credential", FormName = "add-passkey")]
    private string? Credential { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    [Inject]
    private UserManager<Account> Accounts { get; set; } = null!;

    [Inject]
    private AccountSignIn SignIn { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        account = (await Accounts.FindByIdAsync(AccountPrincipal.IdOf(Context.User)!.Value.ToString()))!;
        var day = VietnamTime.DayOf(Time.GetUtcNow());
        scopeName = account.Scope.NameIn(await OrganisationTree.OnAsync(Db, day, Context.RequestAborted), Areas, Operators, day);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        passkeys = [.. await Accounts.GetPasskeysAsync(account!)];
        hasApp = await SecondFactor.HasAppAsync(Db, account!, Context.RequestAborted);
    }

    private async Task AddPasskeyAsync()
    {
        var attested = await SignIn.PerformPasskeyAttestationAsync(Credential ?? "");
        if (!attested.Succeeded)
        {
            problem = "passkey";
            return;
        }

        await Accounts.AddOrUpdatePasskeyAsync(account!, attested.Passkey);
        await Accounts.SetTwoFactorEnabledAsync(account!, true);
        await DoneAsync("passkey");
    }

    private async Task RemovePasskeyAsync(byte[] id)
    {
        await Accounts.RemovePasskeyAsync(account!, id);
        if (!hasApp && passkeys.All(passkey => passkey.CredentialId.AsSpan().SequenceEqual(id)))
        {
            await Accounts.SetTwoFactorEnabledAsync(account!, false); // that was the last one
        }

        await DoneAsync("removed");
    }

    private async Task ChangePasswordAsync()
    {
        var result = await Accounts.ChangePasswordAsync(
            account!,
            Current ?? "",
            Password is { Length: <= CommonPasswords.Longest } ? Password : ""
        );
        problem = result.Succeeded ? null : PasswordProblem.Of(result) ?? "mismatch";
        if (result.Succeeded)
        {
            await DoneAsync("password"); // other sessions have the old stamp and end
        }
    }

    private async Task EndSessionsAsync()
    {
        await Accounts.UpdateSecurityStampAsync(account!);
        await DoneAsync("sessions");
    }

    private async Task DoneAsync(string what)
    {
        await SignIn.RefreshSignInAsync(account!); // what changed the account ended this session, too
        said = what;
        await ReadAsync();
    }
}
