using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Publication;

/// <summary>
/// The figures of one area and operator in one month, as one of the month's generations has them. A generation writes only what it changes: what a reader
/// of generation g sees is the row with the largest generation up to g.
/// </summary>
internal sealed class FigureRow
{
    /// <summary>The first day.</summary>
    public DateOnly Month { get; set; }

    public FigureLevel Level { get; set; }

    public required string AreaCode { get; set; }

    /// <summary>The first day of the area's version: codes were given out anew.</summary>
    public DateOnly AreaFrom { get; set; }

    /// <summary>A brand's code, <see cref="Figure.AllOperators"/> or <see cref="Figure.OtherOperators"/>.</summary>
    public required string Operator { get; set; }

    public long Generation { get; set; }

    /// <summary>The area above: a commune's province (or district), a province's nation; null for the nation.</summary>
    public string? ParentCode { get; set; }

    /// <summary>SHA-256 of <see cref="Content"/>, lower-case hexadecimal; empty where nothing is published any more.</summary>
    public required string Hash { get; set; }

    /// <summary>JSON of <see cref="FigureContent"/>; empty where nothing is published any more.</summary>
    public required string Content { get; set; }
}

/// <summary>The figures of a month as everybody sees them: which generation, and how it was made. Changing this row is what publishes.</summary>
internal sealed class PublishedMonth
{
    public DateOnly Month { get; set; }

    public long Generation { get; set; }

    /// <summary>Version of spec/statistics.md and of the method of measurement, <c>1/1</c>.</summary>
    public required string Method { get; set; }

    /// <summary>Version of the rules that runs were screened by.</summary>
    public int Rules { get; set; }

    /// <summary>The day of the list of areas.</summary>
    public DateOnly AreasAsOf { get; set; }

    public DateTimeOffset ComputedAt { get; set; }

    public bool IsDemonstration { get; set; }

    /// <summary>All runs of the month.</summary>
    public int Runs { get; set; }

    /// <summary>Those that figures are made of.</summary>
    public int ValidRuns { get; set; }

    /// <summary>Devices with a valid run.</summary>
    public int Devices { get; set; }
}

/// <summary>Figures that never change again: a generation of a month that is kept, with everything needed to check it. Numbered within its month.</summary>
internal sealed class Release
{
    public DateOnly Month { get; set; }

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    public long Generation { get; set; }

    public required string Method { get; set; }

    public int Rules { get; set; }

    public DateOnly AreasAsOf { get; set; }

    public DateTimeOffset ComputedAt { get; set; }

    public DateTimeOffset ReleasedAt { get; set; }

    public bool IsDemonstration { get; set; }

    public int Runs { get; set; }

    public int ValidRuns { get; set; }

    public int Devices { get; set; }

    /// <summary>Documents, one an area and operator.</summary>
    public int Documents { get; set; }

    /// <summary>SHA-256 over the lines of the manifest, lower-case hexadecimal.</summary>
    public required string ContentHash { get; set; }

    /// <summary>Why figures that were released before are released again; null for a first release.</summary>
    public string? Reason { get; set; }

    /// <summary>The number of the release that this one corrects; null for a first release.</summary>
    public int? Corrects { get; set; }
}

internal sealed class FigureTables
    : IEntityTypeConfiguration<FigureRow>,
        IEntityTypeConfiguration<PublishedMonth>,
        IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<FigureRow> builder)
    {
        builder
            .ToTable("figures")
            .HasKey(row => new
            {
                row.Month,
                row.AreaCode,
                row.AreaFrom,
                row.Operator,
                row.Generation,
            });
        // None by generation: most rows of a month have the same, and a planner that took it read the whole month for one area.
        builder.HasIndex(row => new
        {
            row.Month,
            row.Level,
            row.AreaCode,
        });
        builder.HasIndex(row => new
        {
            row.Month,
            row.ParentCode,
            row.Operator,
        });
    }

    public void Configure(EntityTypeBuilder<PublishedMonth> builder) => builder.ToTable("published_months").HasKey(month => month.Month);

    public void Configure(EntityTypeBuilder<Release> builder) =>
        builder.ToTable("releases").HasKey(release => new { release.Month, release.Number });
}

internal static class FigureSets
{
    extension(HubDb db)
    {
        public DbSet<FigureRow> Figures => db.Set<FigureRow>();

        public DbSet<PublishedMonth> PublishedMonths => db.Set<PublishedMonth>();

        public DbSet<Release> Releases => db.Set<Release>();
    }
}
