using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Console;

/// <summary>Who has an account within reach of the one who looks: invite, let back in, end. (Public only because Razor makes it so.)</summary>
public sealed partial class AccountsPage
{
    private const int MostOffered = 500; // of organisations, in the list that helps typing

    private OrganisationTree? tree;
    private DateTimeOffset now;
    private List<(Account Account, string Scope)> accounts = [];
    private List<(Invitation Invitation, string Scope)> invitations = [];
    private string? link;
    private DateTimeOffset until;
    private string? problem;

    [SupplyParameterFromForm(Name = "email", FormName = "invite")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "role", FormName = "invite")]
    private string? Role { get; set; }

    [SupplyParameterFromForm(Name = "scope", FormName = "invite")]
    private string? ScopeText { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private DateOnly Today => VietnamTime.DayOf(now);

    private IEnumerable<AccountRole> Offered => AccountRoles.All.Where(role => Actor.MayInviteTo(role));

    private IEnumerable<OrganisationNode> Reachable =>
        tree!.All.Where(node => Actor.MaySee(tree!, node.Id)).OrderBy(node => node.Key, StringComparer.OrdinalIgnoreCase).Take(MostOffered);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        now = Time.GetUtcNow();
        tree = await OrganisationTree.OnAsync(Db, Today, Context.RequestAborted);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var all = await Db
            .Accounts.AsNoTracking()
            .Where(one => one.EndedAt == null)
            .OrderBy(one => one.Email)
            .ToListAsync(Context.RequestAborted);
        accounts = [.. all.Where(one => Actor.MayAdminister(tree!, one.Scope)).Select(one => (one, NameOf(one.Scope)))];
        var open = await Db
            .Invitations.AsNoTracking()
            .Where(one => one.ClosedAt == null && one.Until > now)
            .OrderBy(one => one.Id)
            .ToListAsync(Context.RequestAborted);
        invitations = [.. open.Where(one => Actor.MayAdminister(tree!, one.Scope)).Select(one => (one, NameOf(one.Scope)))];
    }

    private string NameOf(AccountScope scope) => scope.NameIn(tree!, Areas, Operators, Today);

    private async Task InviteAsync()
    {
        if (
            AccountRoles.Parse(Role) is not { } role
            || AccountScope.Parse(role, ScopeText, tree!, Areas, Operators, Today) is not { } scope
            || !Actor.MayAdminister(tree!, scope)
        )
        {
            problem = "noscope"; // what is outside one's reach is answered like what is not there
            return;
        }

        Say(await InviteAccount.RunAsync(Db, Email ?? "", scope, Actor.Author, now, Context.RequestAborted));
        await ReadAsync();
    }

    private async Task AgainAsync(Guid id)
    {
        if (await FindAsync(id) is { } account)
        {
            Say(await InviteAccount.AgainAsync(Db, account, Actor.Author, now, Context.RequestAborted));
            await ReadAsync();
        }
    }

    private async Task EndAsync(Guid id)
    {
        if (await FindAsync(id) is not null)
        {
            await EndAccount.RunAsync(Db, id, Actor.Author, now, Context.RequestAborted);
            await ReadAsync();
        }
    }

    private async Task WithdrawAsync(Guid id)
    {
        if (invitations.Any(one => one.Invitation.Id == id))
        {
            await InviteAccount.WithdrawAsync(Db, id, Actor.Author, now, Context.RequestAborted);
            await ReadAsync();
        }
    }

    private async Task<Account?> FindAsync(Guid id) =>
        id != Actor.AccountId
        && await Db.Accounts.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && one.EndedAt == null, Context.RequestAborted)
            is { } found
        && Actor.MayAdminister(tree!, found.Scope)
            ? found
            : null;

    private void Say(InviteOutcome outcome)
    {
        switch (outcome)
        {
            case InviteOutcome.Invited done:
                (link, until) = (reader.Absolute(reader.Link(InviteAccount.PathOf(done.Token))), done.Until);
                break;
            case InviteOutcome.NoEmail:
                problem = "noemail";
                break;
            case InviteOutcome.HasAccount:
                problem = "hasaccount";
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
