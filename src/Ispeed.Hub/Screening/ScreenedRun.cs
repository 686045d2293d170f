using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Screening;

/// <summary>The flags of a measurement by one version of the rules; one without flags has no row. The measurement itself stays as it came.</summary>
internal sealed class ScreenedRun
{
    public Guid Device { get; set; }

    public Guid Id { get; set; }

    /// <summary><see cref="ScreeningRules.Version"/>.</summary>
    public int Rules { get; set; }

    /// <summary>As <see cref="Screening.Flags"/>, never 0.</summary>
    public int Flags { get; set; }
}

internal sealed class ScreenedRunTable : IEntityTypeConfiguration<ScreenedRun>
{
    public void Configure(EntityTypeBuilder<ScreenedRun> builder)
    {
        builder
            .ToTable("flags")
            .HasKey(run => new
            {
                run.Device,
                run.Id,
                run.Rules,
            });
        builder.IsPartitionedByMonth(run => run.Id);
        builder.HasIndex(run => run.Id);
    }
}

internal static class ScreenedRunSets
{
    extension(HubDb db)
    {
        public DbSet<ScreenedRun> ScreenedRuns => db.Set<ScreenedRun>();
    }
}
