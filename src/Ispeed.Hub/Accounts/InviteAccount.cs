using System.Security.Cryptography;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Accounts;

/// <summary>A link for one person and once: whoever invites sees it once and hands it on; whoever opens it sets a password.</summary>
internal static class InviteAccount
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    public const int LongestEmail = 254; // RFC 5321, 4.5.3.1.3

    /// <summary>Path of the page behind the link.</summary>
    public static string PathOf(string token) => "/account/join/" + token;

    /// <returns>The token of the link, which is nowhere else.</returns>
    public static async Task<InviteOutcome> RunAsync(
        HubDb db,
        string email,
        AccountScope scope,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var address = email.Trim();
        if (address.Length > LongestEmail || !System.Net.Mail.MailAddress.TryCreate(address, out var read) || read.Address != address)
        {
            return new InviteOutcome.NoEmail();
        }

        var normal = address.ToUpperInvariant(); // as Identity's store keeps it
        if (await db.Accounts.AnyAsync(account => account.NormalizedEmail == normal, cancellationToken))
        {
            return new InviteOutcome.HasAccount();
        }

        var (invitation, token) = Make(address, scope, by, now);
        db.Add(invitation);
        await db.SaveWithAsync(Note(by, invitation), now, cancellationToken);
        return new InviteOutcome.Invited(token, invitation.Until);
    }

    /// <summary>A way back for an account whose password or second factor is lost: both are set anew.</summary>
    public static async Task<InviteOutcome> AgainAsync(
        HubDb db,
        Account account,
        Author by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (invitation, token) = Make(account.Email!, account.Scope, by, now);
        invitation.AccountId = account.Id;
        db.Add(invitation);
        await db.SaveWithAsync(Note(by, invitation), now, cancellationToken);
        return new InviteOutcome.Invited(token, invitation.Until);
    }

    /// <summary>The invitation of a link; null for one that is unknown, used, withdrawn or over.</summary>
    public static Task<Invitation?> FindAsync(HubDb db, string token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hash = ApiKeys.HashOf(token);
        return db.Invitations.SingleOrDefaultAsync(
            one => one.TokenHash == hash && one.ClosedAt == null && one.Until > now,
            cancellationToken
        );
    }

    /// <summary>The account of an invitation with its new password, in one transaction with the end of the invitation.</summary>
    public static async Task<(Account? Account, IdentityResult Result)> AcceptAsync(
        HubDb db,
        UserManager<Account> accounts,
        Invitation invitation,
        string password,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            var (account, result) = invitation.AccountId is { } id
                ? await RenewAsync(db, accounts, id, password, cancellationToken)
                : await FoundAsync(accounts, invitation, password, now);
            if (!result.Succeeded)
            {
                db.ChangeTracker.Clear();
                return (null, result);
            }

            invitation.ClosedAt = now;
            invitation.Email = null;
            var act = invitation.AccountId is null ? AuditAct.AccountJoined : AuditAct.AccountRenewed;
            var note = new AuditNote(new(AuditSource.Console, account!.Id), act, SubjectOf(account.Id), ("invitation", invitation.Id));
            await db.SaveWithAsync(note, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (account, result);
        }
        catch (DbUpdateException raced) when (raced is DbUpdateConcurrencyException || StoreFailure.IsConflict(raced))
        {
            db.ChangeTracker.Clear(); // the link was opened twice and the other one was faster
            return (null, IdentityResult.Failed(new IdentityError { Code = "used" }));
        }
    }

    /// <summary>Its link works no more.</summary>
    public static async Task WithdrawAsync(HubDb db, Guid id, Author by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Invitations.SingleOrDefaultAsync(one => one.Id == id && one.ClosedAt == null, cancellationToken) is { } open)
        {
            (open.ClosedAt, open.Email) = (now, null);
            await db.SaveWithAsync(new(by, AuditAct.InvitationWithdrawn, $"invitation {id}"), now, cancellationToken);
        }
    }

    /// <summary>As the log names an account.</summary>
    public static string SubjectOf(Guid account) => $"account {account}";

    private static AuditNote Note(Author by, Invitation invitation) =>
        new(
            by,
            AuditAct.AccountInvited,
            invitation.AccountId is { } account ? SubjectOf(account) : $"invitation {invitation.Id}",
            ("role", invitation.Role.ToWire()),
            ("organisation", invitation.OrganisationId),
            ("area", invitation.AreaCode),
            ("operator", invitation.OperatorCode)
        );

    private static async Task<(Account Account, IdentityResult Result)> FoundAsync(
        UserManager<Account> accounts,
        Invitation invitation,
        string password,
        DateTimeOffset now
    )
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(now),
            UserName = invitation.Email,
            Email = invitation.Email,
            Role = invitation.Role,
            OrganisationId = invitation.OrganisationId,
            AreaCode = invitation.AreaCode,
            OperatorCode = invitation.OperatorCode,
            MadeAt = now,
        };
        return (account, await accounts.CreateAsync(account, password));
    }

    private static async Task<(Account? Account, IdentityResult Result)> RenewAsync(
        HubDb db,
        UserManager<Account> accounts,
        Guid id,
        string password,
        CancellationToken cancellationToken
    )
    {
        if (await accounts.FindByIdAsync(id.ToString()) is not { EndedAt: null } account)
        {
            return (null, IdentityResult.Failed(new IdentityError { Code = "used" }));
        }

        foreach (var validator in accounts.PasswordValidators)
        {
            if (await validator.ValidateAsync(accounts, account, password) is { Succeeded: false } refused)
            {
                return (null, refused);
            }
        }

        await SecondFactor.RemoveAllAsync(db, accounts, account, cancellationToken);
        account.LockoutEnd = null;
        account.AccessFailedCount = 0;
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        return (account, await accounts.UpdateSecurityStampAsync(account)); // ends every session
    }

    private static (Invitation Invitation, string Token) Make(string email, AccountScope scope, Author by, DateTimeOffset now)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(now),
            TokenHash = ApiKeys.HashOf(token),
            Email = email,
            Role = scope.Role,
            OrganisationId = scope.OrganisationId,
            AreaCode = scope.AreaCode,
            OperatorCode = scope.OperatorCode,
            InvitedBy = by.AccountId,
            MadeAt = now,
            Until = now + Lifetime,
        };
        return (invitation, token);
    }
}

/// <summary>What came of an invitation.</summary>
internal abstract record InviteOutcome
{
    private InviteOutcome() { }

    public sealed record Invited(string Token, DateTimeOffset Until) : InviteOutcome;

    /// <summary>That is no address.</summary>
    public sealed record NoEmail : InviteOutcome;

    /// <summary>Somebody with this address is here already.</summary>
    public sealed record HasAccount : InviteOutcome;
}
