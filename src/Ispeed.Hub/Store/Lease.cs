using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Store;

/// <summary>
/// Work that only one process does at a time, whichever holds the row. A holder that died is replaced when its time is over; so whoever holds one
/// writes nothing that matters without looking in the same transaction that it still does.
/// </summary>
internal sealed class Lease
{
    public required string Name { get; set; }

    /// <summary>Who has it: a number that only this attempt has.</summary>
    public Guid Holder { get; set; }

    public DateTimeOffset Until { get; set; }

    /// <summary>Takes it, or takes it again, for a time; false while somebody else has it.</summary>
    public static async Task<bool> TakeAsync(
        HubDb db,
        string name,
        Guid holder,
        DateTimeOffset now,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var until = now + duration;
        var held = await db.Set<Lease>()
            .Where(lease => lease.Name == name && (lease.Holder == holder || lease.Until < now))
            .ExecuteUpdateAsync(
                set => set.SetProperty(lease => lease.Holder, holder).SetProperty(lease => lease.Until, until),
                cancellationToken
            );
        return held > 0 || (!await db.Set<Lease>().AnyAsync(lease => lease.Name == name, cancellationToken) && await MadeAsync());

        async Task<bool> MadeAsync()
        {
            var made = new Lease
            {
                Name = name,
                Holder = holder,
                Until = until,
            };
            db.Add(made);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return true;
            }
            catch (DbUpdateException taken) when (StoreFailure.IsConflict(taken))
            {
                return false; // another one made it at the same moment
            }
            finally
            {
                db.Entry(made).State = EntityState.Detached;
            }
        }
    }

    /// <summary>Whether it is still held; in a transaction, the row stays locked until its end, so that nobody can take it in between.</summary>
    public static async Task<bool> HoldsAsync(HubDb db, string name, Guid holder, CancellationToken cancellationToken) =>
        await db.Set<Lease>()
            .Where(lease => lease.Name == name && lease.Holder == holder)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Holder, holder), cancellationToken) > 0;

    /// <summary>Gives it back, when it is still held.</summary>
    public static Task GiveBackAsync(HubDb db, string name, Guid holder, CancellationToken cancellationToken) =>
        db.Set<Lease>()
            .Where(lease => lease.Name == name && lease.Holder == holder)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Until, DateTimeOffset.UnixEpoch), cancellationToken);
}

internal sealed class LeaseTable : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> builder) => builder.ToTable("leases").HasKey(lease => lease.Name);
}
