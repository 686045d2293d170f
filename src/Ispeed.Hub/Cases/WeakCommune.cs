using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Cases;

/// <summary>
/// A commune where an operator's mobile network is too slow, as a case for that operator. There is one a commune and operator, for ever: where it becomes
/// weak again, the case is opened again with its history.
/// </summary>
internal sealed class WeakCommune
{
    public Guid Id { get; set; }

    public required string Operator { get; set; }

    public required string CommuneCode { get; set; }

    public required string ProvinceCode { get; set; }

    public CaseState State { get; set; } = CaseState.Sent;

    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>The month whose figures were looked at last.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Median download of that month, Mbit/s.</summary>
    public double Mbps { get; set; }

    public int Samples { get; set; }

    /// <summary>What the operator does about it; null until it answered.</summary>
    public string? Measure { get; set; }

    /// <summary>Until when; null until it answered.</summary>
    public DateOnly? DueOn { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>As the log names it.</summary>
    public string Subject => $"case {Id}";
}

/// <summary>Where a case is. The numbers are stored: never renumber.</summary>
internal enum CaseState
{
    /// <summary>The operator is to answer.</summary>
    Sent = 1,

    /// <summary>The operator said what it does and until when.</summary>
    Answered = 2,

    /// <summary>A later month's figures are good.</summary>
    Closed = 3,

    /// <summary>A month after the promised day, or after it was closed, is weak: the operator is to answer again.</summary>
    Reopened = 4,
}

/// <summary>One step of a case, kept for ever.</summary>
internal sealed class CaseEvent
{
    public Guid Id { get; set; }

    public Guid CaseId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Who did it, as the program knows them.</summary>
    public required string By { get; set; }

    public CaseState Became { get; set; }

    /// <summary>The month whose figures decided; null for an answer.</summary>
    public DateOnly? Month { get; set; }

    public double? Mbps { get; set; }

    public int? Samples { get; set; }

    public string? Measure { get; set; }

    public DateOnly? DueOn { get; set; }
}

internal sealed class CaseTables : IEntityTypeConfiguration<WeakCommune>, IEntityTypeConfiguration<CaseEvent>
{
    public void Configure(EntityTypeBuilder<WeakCommune> builder)
    {
        builder.ToTable("weak_communes").HasKey(one => one.Id);
        builder.HasIndex(one => new { one.CommuneCode, one.Operator }).IsUnique();
        builder.Property(one => one.Version).IsConcurrencyToken();
        builder.Ignore(one => one.Subject);
    }

    public void Configure(EntityTypeBuilder<CaseEvent> builder)
    {
        builder.ToTable("case_events").HasKey(one => one.Id);
        builder.HasIndex(one => one.CaseId);
    }
}

internal static class CaseSets
{
    extension(HubDb db)
    {
        public DbSet<WeakCommune> WeakCommunes => db.Set<WeakCommune>();

        public DbSet<CaseEvent> CaseEvents => db.Set<CaseEvent>();
    }
}

internal static class CaseStates
{
    /// <summary>As in files, the API and the names of sentences.</summary>
    public static string ToWire(this CaseState state) => state.ToString().ToLowerInvariant();

    public static bool AwaitsAnswer(this CaseState state) => state is CaseState.Sent or CaseState.Reopened;
}
