using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Coverage;

/// <summary>"No signal here", as it is kept.</summary>
internal sealed class NoSignalRow
{
    public Guid Device { get; set; }

    public Guid Id { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>All that is kept of the place (<see cref="Areas.CoarseCell"/>).</summary>
    public required string Cell { get; set; }

    public required string Operator { get; set; }

    public Access Access { get; set; }

    /// <summary>Province of the place on the day; null where boundaries do not tell.</summary>
    public string? ProvinceCode { get; set; }

    public string? CommuneCode { get; set; }
}

/// <summary>
/// A cell of one operator and medium that is a black spot or cold, and has devices enough to be shown. Cells with fewer never come into this table, so
/// that no surface can show them.
/// </summary>
internal sealed class BlackSpotRow
{
    public required string Cell { get; set; }

    public required string Operator { get; set; }

    /// <summary><see cref="Media.Mobile"/> or <see cref="Media.Fixed"/>.</summary>
    public required string Medium { get; set; }

    public string? ProvinceCode { get; set; }

    public string? CommuneCode { get; set; }

    public bool IsBlackSpot { get; set; }

    /// <summary>Its surroundings fail together (Gi*).</summary>
    public bool IsCold { get; set; }

    public int Devices { get; set; }

    public int FailedDevices { get; set; }

    public int Days { get; set; }

    /// <summary>The mean of what is believed of the failure rate.</summary>
    public double Rate { get; set; }

    /// <summary>That the rate is above the bar.</summary>
    public double Chance { get; set; }
}

/// <summary>How many devices a commune still needs, of one operator or of all together, and where and when.</summary>
internal sealed class SamplingPlanRow
{
    public required string CommuneCode { get; set; }

    /// <summary>A brand's code, or <see cref="PlanOf.AllOperators"/>.</summary>
    public required string Operator { get; set; }

    public required string ProvinceCode { get; set; }

    public DateOnly AreaFrom { get; set; }

    /// <summary>JSON of <see cref="PlanContent"/>.</summary>
    public required string Content { get; set; }
}

/// <summary>When black spots and plans were made last, and of what. One row.</summary>
internal sealed class CoverageState
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>The first day that counts.</summary>
    public DateOnly From { get; set; }

    /// <summary>The first day that does not.</summary>
    public DateOnly To { get; set; }

    public DateTimeOffset ComputedAt { get; set; }

    public bool IsDemonstration { get; set; }
}

internal sealed class CoverageTables
    : IEntityTypeConfiguration<NoSignalRow>,
        IEntityTypeConfiguration<BlackSpotRow>,
        IEntityTypeConfiguration<SamplingPlanRow>,
        IEntityTypeConfiguration<CoverageState>
{
    public void Configure(EntityTypeBuilder<NoSignalRow> builder)
    {
        builder.ToTable("no_signal_reports").HasKey(row => new { row.Device, row.Id });
        builder.IsPartitionedByMonth(row => row.Id);
        builder.HasIndex(row => new { row.ProvinceCode, row.At });
    }

    public void Configure(EntityTypeBuilder<BlackSpotRow> builder)
    {
        builder
            .ToTable("black_spots")
            .HasKey(row => new
            {
                row.Cell,
                row.Operator,
                row.Medium,
            });
        builder.HasIndex(row => row.ProvinceCode);
        builder.HasIndex(row => row.CommuneCode);
    }

    public void Configure(EntityTypeBuilder<SamplingPlanRow> builder)
    {
        builder.ToTable("sampling_plans").HasKey(row => new { row.CommuneCode, row.Operator });
        builder.HasIndex(row => row.ProvinceCode);
    }

    public void Configure(EntityTypeBuilder<CoverageState> builder) =>
        builder.ToTable("coverage_state").Property(state => state.Id).ValueGeneratedNever();
}

internal static class CoverageSets
{
    extension(HubDb db)
    {
        public DbSet<NoSignalRow> NoSignalReports => db.Set<NoSignalRow>();

        public DbSet<BlackSpotRow> BlackSpots => db.Set<BlackSpotRow>();

        public DbSet<SamplingPlanRow> SamplingPlans => db.Set<SamplingPlanRow>();
    }

    /// <summary>Null before black spots and plans were made for the first time.</summary>
    public static Task<CoverageState?> CoverageStateAsync(this HubDb db, CancellationToken cancellationToken) =>
        db.Set<CoverageState>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
}

/// <summary>By which of an operator's networks a run went. One that went over Wi-Fi, or nobody knows how, says nothing about either.</summary>
internal static class Media
{
    public const string Mobile = "mobile";
    public const string Fixed = "fixed";

    public static string? Of(Access access) =>
        access.IsMobile() ? Mobile
        : access is Access.Fixed ? Fixed
        : null;
}
