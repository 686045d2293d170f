using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Organisations;

/// <summary>A body of the public sector. Its name and its place in the tree have a history (<see cref="OrganisationSpan"/>); the body itself stays one.</summary>
internal sealed class Organisation
{
    public Guid Id { get; set; }

    /// <summary>What the people who administer it call it in files: <c>SVHTT.VP</c>. Never given to another body.</summary>
    public required string Key { get; set; }

    /// <summary>Where its reminders go: an address of the office, if the office has one. Null once its holder left.</summary>
    public string? ContactEmail { get; set; }

    /// <summary>The commune or province that it belongs to; null for one that stands beside them.</summary>
    public string? AreaCode { get; set; }

    /// <summary>Counts the changes: whoever saves what was read before another's change is told so.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>Name and superior of an organisation over some days.</summary>
internal sealed class OrganisationSpan
{
    public Guid OrganisationId { get; set; }

    public DateOnly ValidFrom { get; set; }

    /// <summary>The first day on which it is so no more; null for what stands.</summary>
    public DateOnly? ValidTo { get; set; }

    public required string Name { get; set; }

    /// <summary>Null for a root.</summary>
    public Guid? ParentId { get; set; }

    public bool IsValidOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day < ValidTo);
}

/// <summary>One organisation went over into another on a day.</summary>
internal sealed class OrganisationSuccession
{
    public Guid FromId { get; set; }

    public Guid ToId { get; set; }

    /// <summary>The first day of the successor.</summary>
    public DateOnly On { get; set; }
}

/// <summary>Staff of an organisation from a month on, until a later entry: a round that opens finds the last one.</summary>
internal sealed class Headcount
{
    public Guid OrganisationId { get; set; }

    /// <summary>The first day of the month.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Of the organisation alone, without those below it.</summary>
    public int Staff { get; set; }
}

internal sealed class OrganisationTables
    : IEntityTypeConfiguration<Organisation>,
        IEntityTypeConfiguration<OrganisationSpan>,
        IEntityTypeConfiguration<OrganisationSuccession>,
        IEntityTypeConfiguration<Headcount>
{
    public void Configure(EntityTypeBuilder<Organisation> builder)
    {
        builder.ToTable("organisations").HasKey(one => one.Id);
        builder.HasIndex(one => one.Key).IsUnique();
        builder.Property(one => one.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<OrganisationSpan> builder)
    {
        builder.ToTable("organisation_spans").HasKey(span => new { span.OrganisationId, span.ValidFrom });
        builder.HasIndex(span => span.ParentId);
    }

    public void Configure(EntityTypeBuilder<OrganisationSuccession> builder)
    {
        builder.ToTable("organisation_successions").HasKey(one => new { one.FromId, one.ToId });
        builder.HasIndex(one => one.ToId);
    }

    public void Configure(EntityTypeBuilder<Headcount> builder) =>
        builder.ToTable("headcounts").HasKey(one => new { one.OrganisationId, one.Month });
}

internal static class OrganisationSets
{
    extension(HubDb db)
    {
        public DbSet<Organisation> Organisations => db.Set<Organisation>();

        public DbSet<OrganisationSpan> OrganisationSpans => db.Set<OrganisationSpan>();

        public DbSet<OrganisationSuccession> OrganisationSuccessions => db.Set<OrganisationSuccession>();

        public DbSet<Headcount> Headcounts => db.Set<Headcount>();
    }
}
