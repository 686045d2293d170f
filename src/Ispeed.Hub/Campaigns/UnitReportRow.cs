using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Campaigns;

/// <summary>What a unit declares of a month, beside what the hub has seen. The unit's own staff only: those below it report for themselves.</summary>
internal sealed class UnitReportRow
{
    public Guid CampaignId { get; set; }

    /// <summary>The first day of the month.</summary>
    public DateOnly Month { get; set; }

    public Guid OrganisationId { get; set; }

    /// <summary>Staff who have installed it; null while nobody said.</summary>
    public int? Installed { get; set; }

    /// <summary>Staff who have used it; null while nobody said.</summary>
    public int? Used { get; set; }

    /// <summary>Relatives whom staff showed how; null while nobody said.</summary>
    public int? RelativesGuided { get; set; }

    public string? Difficulties { get; set; }

    public string? Proposals { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public int Version { get; set; } = 1;

    public ReportWords Words => new(Installed, Used, RelativesGuided, Difficulties, Proposals);

    public void Take(ReportWords words) =>
        (Installed, Used, RelativesGuided, Difficulties, Proposals) = (
            words.Installed,
            words.Used,
            words.RelativesGuided,
            words.Difficulties,
            words.Proposals
        );
}

/// <summary>What people fill in.</summary>
internal sealed record ReportWords(int? Installed, int? Used, int? RelativesGuided, string? Difficulties, string? Proposals)
{
    public static readonly ReportWords None = new(null, null, null, null, null);

    /// <summary>What changed from what a person saw to what that person wrote, put onto what stands now; and the fields that both have changed.</summary>
    /// <param name="seen">As the form was opened.</param>
    /// <param name="written">As it was sent.</param>
    /// <param name="standing">As somebody else may have left it meanwhile.</param>
    public static (ReportWords Merged, IReadOnlyList<ReportField> Clashes) Merge(
        ReportWords seen,
        ReportWords written,
        ReportWords standing
    )
    {
        var clashes = new List<ReportField>();
        return (
            new(
                Of(ReportField.Installed, seen.Installed, written.Installed, standing.Installed),
                Of(ReportField.Used, seen.Used, written.Used, standing.Used),
                Of(ReportField.RelativesGuided, seen.RelativesGuided, written.RelativesGuided, standing.RelativesGuided),
                Of(ReportField.Difficulties, seen.Difficulties, written.Difficulties, standing.Difficulties),
                Of(ReportField.Proposals, seen.Proposals, written.Proposals, standing.Proposals)
            ),
            clashes
        );

        T Of<T>(ReportField field, T before, T mine, T theirs)
        {
            var same = EqualityComparer<T>.Default;
            if (same.Equals(mine, before) || same.Equals(mine, theirs))
            {
                return theirs;
            }

            if (!same.Equals(theirs, before))
            {
                clashes.Add(field);
            }

            return mine;
        }
    }
}

/// <summary>A field of the form.</summary>
internal enum ReportField
{
    Installed,
    Used,
    RelativesGuided,
    Difficulties,
    Proposals,
}

internal sealed class UnitReportTable : IEntityTypeConfiguration<UnitReportRow>
{
    public void Configure(EntityTypeBuilder<UnitReportRow> builder)
    {
        builder
            .ToTable("unit_reports")
            .HasKey(report => new
            {
                report.CampaignId,
                report.Month,
                report.OrganisationId,
            });
        builder.Ignore(report => report.Words);
        builder.Property(report => report.Version).IsConcurrencyToken();
    }
}

internal static class UnitReportSets
{
    extension(HubDb db)
    {
        public DbSet<UnitReportRow> UnitReports => db.Set<UnitReportRow>();
    }
}
