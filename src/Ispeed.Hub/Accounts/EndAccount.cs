using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Accounts;

/// <summary>Somebody left: sessions, keys, and invitations by or for that person end at once, and nothing that names the person stays.</summary>
internal static class EndAccount
{
    public static async Task<bool> RunAsync(HubDb db, Guid id, Author by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await db.Accounts.SingleOrDefaultAsync(one => one.Id == id && one.EndedAt == null, cancellationToken);
        if (account is null)
        {
            return false;
        }

        account.EndedAt = now;
        account.SecurityStamp = Guid.NewGuid().ToString("N"); // no session has it
        account.ConcurrencyStamp = Guid.NewGuid().ToString();
        account.PasswordHash = null;
        account.TwoFactorEnabled = false;
        account.Email = account.NormalizedEmail = account.UserName = account.NormalizedUserName = null;
        await db.SaveWithAsync(new(by, AuditAct.AccountEnded, InviteAccount.SubjectOf(id)), now, cancellationToken);
        await db.AccountTokens.Where(token => token.UserId == id).ExecuteDeleteAsync(cancellationToken);
        await db.AccountPasskeys.Where(passkey => passkey.UserId == id).ExecuteDeleteAsync(cancellationToken);
        await db
            .ApiKeys.Where(key => key.AccountId == id && key.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, now), cancellationToken);
        await db
            .Invitations.Where(one => (one.InvitedBy == id || one.AccountId == id) && one.ClosedAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(one => one.ClosedAt, now).SetProperty(one => one.Email, (string?)null),
                cancellationToken
            );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
