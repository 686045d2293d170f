using System.Text.Encodings.Web;
using System.Text.Json;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Audit;

/// <summary>What is written about an act before it has its place in the chain.</summary>
/// <param name="By">Who.</param>
/// <param name="Act">What.</param>
/// <param name="Subject">To what.</param>
/// <param name="Changes">What became of it: names and values, never about a person.</param>
internal sealed record AuditNote(Author By, AuditAct Act, string Subject, params IReadOnlyList<(string Name, object? Value)> Changes);

/// <summary>Acts are saved together with their entry in the log, or not at all.</summary>
internal static class AuditLog
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Saves what is tracked and the entry about it in one transaction: the one that is open, else one of its own.</summary>
    /// <remarks>
    /// The head of the chain is locked first, so that whoever comes next waits for the end of the transaction and goes on from this entry; an act that
    /// fails leaves the chain as it was. Liveness: the wait is as long as the database's own limits for locks and commands.
    /// </remarks>
    public static async Task SaveWithAsync(this HubDb db, AuditNote note, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
        {
            await AddAsync(db, note, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await AddAsync(db, note, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task AddAsync(HubDb db, AuditNote note, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.Set<AuditHead>().ExecuteUpdateAsync(set => set.SetProperty(head => head.Number, head => head.Number), cancellationToken); // takes the lock
        var head = await db.Set<AuditHead>().AsNoTracking().SingleAsync(cancellationToken);
        var entry = new AuditEntry
        {
            Number = head.Number + 1,
            At = now,
            Source = note.By.Source,
            AccountId = note.By.AccountId,
            Act = note.Act,
            Subject = note.Subject,
            Changes = JsonSerializer.Serialize(
                note.Changes.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal),
                AsWritten
            ),
            PreviousHash = head.Hash,
            Hash = "",
        };
        entry.Hash = AuditChain.HashOf(entry);
        db.Add(entry);
        await db.Set<AuditHead>()
            .ExecuteUpdateAsync(
                set => set.SetProperty(one => one.Number, entry.Number).SetProperty(one => one.Hash, entry.Hash),
                cancellationToken
            );
    }
}
