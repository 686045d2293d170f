using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Areas;

/// <summary>The boundary of a commune, WGS 84, from a day on: until the next one of its code, or until the code stands for other ground.</summary>
internal sealed class AreaBoundary
{
    public required string Code { get; set; }

    public DateOnly ValidFrom { get; set; }

    public DateTimeOffset ImportedAt { get; set; }

    public double West { get; set; }

    public double South { get; set; }

    public double East { get; set; }

    public double North { get; set; }

    /// <summary>Polygon or multipolygon as well-known binary, x = longitude.</summary>
    public required byte[] Wkb { get; set; }
}

internal sealed class AreaTables : IEntityTypeConfiguration<AreaBoundary>
{
    public void Configure(EntityTypeBuilder<AreaBoundary> builder) =>
        builder.ToTable("area_boundaries").HasKey(row => new { row.Code, row.ValidFrom });
}

internal static class AreaSets
{
    extension(HubDb db)
    {
        public DbSet<AreaBoundary> AreaBoundaries => db.Set<AreaBoundary>();

        public DbSet<AreaAmendmentRow> AreaAmendments => db.Set<AreaAmendmentRow>();
    }
}
