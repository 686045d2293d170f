using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Audit;

/// <summary>One act, for ever: who did what to what, when, and what changed. Each entry holds the hash of the one before it, so that none can be changed, left out or put in between unseen.</summary>
internal sealed class AuditEntry
{
    /// <summary>1, 2, 3 … without a gap.</summary>
    public long Number { get; set; }

    public DateTimeOffset At { get; set; }

    public AuditSource Source { get; set; }

    /// <summary>The account that did it; null for the command line and the hub itself. Nothing else here is about a person.</summary>
    public Guid? AccountId { get; set; }

    public AuditAct Act { get; set; }

    /// <summary>What it was done to: <c>organisation 0190…</c>, <c>month 2026-10</c>.</summary>
    public required string Subject { get; set; }

    /// <summary>JSON: the name of each thing that changed with what it became, for example <c>{"name":"Sở Y tế"}</c>.</summary>
    public required string Changes { get; set; }

    /// <summary>Of the entry before it, hexadecimal; empty for the first.</summary>
    public required string PreviousHash { get; set; }

    /// <summary>SHA-256, hexadecimal, of <see cref="AuditChain.TextOf"/>.</summary>
    public required string Hash { get; set; }
}

/// <summary>The end of the chain. Its one row is locked by whoever adds to it: two who add at once follow each other.</summary>
internal sealed class AuditHead
{
    public const int Only = 1;

    public int Id { get; set; } = Only;

    public long Number { get; set; }

    public required string Hash { get; set; }
}

internal sealed class AuditTables : IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries").HasKey(entry => entry.Number);
        builder.Property(entry => entry.Number).ValueGeneratedNever();
        builder.HasIndex(entry => entry.Subject);
    }

    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("audit_heads").HasKey(head => head.Id);
        builder.Property(head => head.Id).ValueGeneratedNever();
        builder.HasData(new AuditHead { Number = 0, Hash = "" });
    }
}

internal static class AuditSets
{
    extension(HubDb db)
    {
        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();
    }
}
