using System.Linq.Expressions;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Measurements;

/// <summary>A measurement as it is asked for: one row, failed runs too. What was submitted stands untouched in <see cref="RawSubmission"/>.</summary>
internal sealed class MeasurementRow
{
    /// <summary>First part of the key, so that the table can be distributed by device.</summary>
    public Guid Device { get; set; }

    public Guid Id { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    public required string Method { get; set; }

    /// <summary>What the client spoke (<see cref="RunRecord.Protocol"/>).</summary>
    public string Protocol { get; set; } = OwnProtocol;

    /// <summary>What measurements of one sitting have in common; null for one that stands alone.</summary>
    public Guid? GroupId { get; set; }

    /// <summary>IP version that carried it, 4 or 6; null when unknown.</summary>
    public int? Family { get; set; }

    /// <summary>What else than the line bounded the figures, as <see cref="LimitationBits"/>: said by the client or found by the hub. 0 for a run that shows the line.</summary>
    public int LimitedBy { get; set; }

    public Proof Proof { get; set; }

    /// <summary>Machine-readable reason why the two sides do not agree; null unless <see cref="Measure.Wire.Proof.Disputed"/>.</summary>
    public string? Dispute { get; set; }

    /// <summary>Simulated for a demonstration: never mixed with real ones in a file that leaves.</summary>
    public bool IsDemonstration { get; set; }

    /// <summary>The campaign that the run belongs to; null for one of somebody who came by himself.</summary>
    public string? ReferralCode { get; set; }

    /// <summary>As whom the person measured with that code, by their own word; null where they did not say.</summary>
    public Participant? Participant { get; set; }

    public string? PointId { get; set; }

    public string? PointName { get; set; }

    /// <summary>Where the test point stands, seen from the client's network; null where nobody can tell.</summary>
    public PointPlace? Place { get; set; }

    /// <summary>Brand, from the address; null when unknown.</summary>
    public string? OperatorCode { get; set; }

    /// <summary>The operator whose network a brand without one of its own uses; null for every other brand.</summary>
    public string? HostCode { get; set; }

    public long? Asn { get; set; }

    /// <summary>The network that the result was handed in from; <see cref="Asn"/> is the one that the test point saw.</summary>
    public long? SubmittedFromAsn { get; set; }

    /// <summary>What kind of network the address is in; null when unknown.</summary>
    public NetworkKind? NetworkKind { get; set; }

    /// <summary>Network of the client's address, /24 or /48.</summary>
    public string? AddressPrefix { get; set; }

    public Access Access { get; set; }

    public AccessSource AccessSource { get; set; }

    /// <summary>Mobile or fixed, behind Wi-Fi too, by the first evidence that tells.</summary>
    public LineKind Line { get; set; }

    public LineEvidence LineEvidence { get; set; }

    /// <summary>Other evidence says otherwise: a hotspot, a mobile router, a mistaken choice. Such a run counts for neither kind.</summary>
    public bool LineContradicted { get; set; }

    /// <summary>Province valid on the day, from the commune.</summary>
    public string? ProvinceCode { get; set; }

    /// <summary>District valid on the day, from the commune; null since 1 July 2025.</summary>
    public string? DistrictCode { get; set; }

    /// <summary>Commune valid on the day.</summary>
    public string? CommuneCode { get; set; }

    public AreaSource AreaSource { get; set; }

    /// <summary>All that is kept of the place: a cell about 1 km across (<see cref="CoarseCell"/>); null without a location.</summary>
    public string? Cell { get; set; }

    public double? DownMbps { get; set; }

    public double? DownLow { get; set; }

    public double? DownHigh { get; set; }

    public long? DownBytes { get; set; }

    public double? DownSeconds { get; set; }

    public StopReason? DownStoppedBy { get; set; }

    public double? UpMbps { get; set; }

    public double? UpLow { get; set; }

    public double? UpHigh { get; set; }

    public long? UpBytes { get; set; }

    public double? UpSeconds { get; set; }

    public StopReason? UpStoppedBy { get; set; }

    public double? IdleMs { get; set; }

    public double? LoadedDownMs { get; set; }

    public double? LoadedUpMs { get; set; }

    public double? JitterMs { get; set; }

    public double? MinMs { get; set; }

    public double? Pdv95Ms { get; set; }

    public string? Grade { get; set; }

    public double? ShortRpm { get; set; }

    public double? LossDownPercent { get; set; }

    public double? LossDownLow { get; set; }

    public double? LossDownHigh { get; set; }

    public double? LossUpPercent { get; set; }

    public double? LossUpLow { get; set; }

    public double? LossUpHigh { get; set; }

    public int LossProbes { get; set; }

    public long BytesTotal { get; set; }

    public FailureReason? FailureReason { get; set; }

    public RunPhase? FailurePhase { get; set; }

    public required string ClientName { get; set; }

    public required string ClientVersion { get; set; }

    public required string ClientSystem { get; set; }

    /// <summary>The protocol of this project's own clients; runs of others are never published.</summary>
    public const string OwnProtocol = "ispeed";

    /// <summary>The calendar day on which its areas are looked up.</summary>
    public DateOnly MeasuredOn() => VietnamTime.DayOf(StartedAt);
}

/// <summary>How a measurement found its commune. The numbers are stored: never renumber.</summary>
internal enum AreaSource
{
    None = 0,
    Chosen = 1,
    Location = 2,
}

/// <summary>What was submitted, byte for byte as canonical JSON: everything derived can be made again from it.</summary>
internal sealed class RawSubmission
{
    public Guid Device { get; set; }

    public Guid Id { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    public required string Content { get; set; }
}

/// <summary>A test point's signed record, kept whether or not a result came.</summary>
internal sealed class RunRecordRow
{
    public Guid Device { get; set; }

    public Guid Run { get; set; }

    public required string PointId { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Whether a measurement stands for this run; without one for a while, the run is kept as observed.</summary>
    public bool IsJoined { get; set; }

    /// <summary>The compact JWS.</summary>
    public required string Token { get; set; }
}

internal sealed class MeasurementTables
    : IEntityTypeConfiguration<MeasurementRow>,
        IEntityTypeConfiguration<RawSubmission>,
        IEntityTypeConfiguration<RunRecordRow>
{
    public void Configure(EntityTypeBuilder<MeasurementRow> builder)
    {
        builder.ToTable("measurements").HasKey(row => new { row.Device, row.Id });
        builder.IsPartitionedByMonth(row => row.Id);
        builder.HasIndex(row => row.Id);
        builder.HasIndex(row => row.GroupId);
        builder.HasIndex(row => new { row.CommuneCode, row.StartedAt });
        builder.HasIndex(row => new { row.DistrictCode, row.StartedAt });
        builder.HasIndex(row => new { row.ProvinceCode, row.StartedAt });
        builder.HasIndex(row => row.StartedAt);
        builder.HasIndex(row => row.ReceivedAt).HasFilter("referral_code IS NOT NULL"); // what came for a campaign since it was last counted
    }

    public void Configure(EntityTypeBuilder<RawSubmission> builder)
    {
        builder.ToTable("raw_submissions").HasKey(row => new { row.Device, row.Id });
        builder.IsPartitionedByMonth(row => row.Id);
    }

    public void Configure(EntityTypeBuilder<RunRecordRow> builder)
    {
        builder
            .ToTable("run_records")
            .HasKey(row => new
            {
                row.Device,
                row.Run,
                row.PointId,
            });
        builder.IsPartitionedByMonth(row => row.Run);
        builder.HasIndex(row => row.Run);
        builder.HasIndex(row => new { row.IsJoined, row.ReceivedAt });
    }
}

internal static class MeasurementSets
{
    private const int MostOfASitting = 20;
    private static readonly TimeSpan LongestSitting = TimeSpan.FromDays(1);

    extension(HubDb db)
    {
        public DbSet<MeasurementRow> Measurements => db.Set<MeasurementRow>();

        public DbSet<RawSubmission> RawSubmissions => db.Set<RawSubmission>();

        public DbSet<RunRecordRow> RunRecords => db.Set<RunRecordRow>();
    }

    /// <summary>
    /// What was started at <paramref name="from"/> or later and before <paramref name="to"/>. Read months through this: the ids tell the database which
    /// partitions can have them (<see cref="TimedId"/>). Runs of foreign clients whose ids tell no time are not among them; they enter no figure.
    /// </summary>
    public static IQueryable<MeasurementRow> StartedBetween(this IQueryable<MeasurementRow> rows, DateTimeOffset from, DateTimeOffset to)
    {
        var first = TimedId.FirstOf(from - TimedId.Slack);
        var last = TimedId.FirstOf(to + TimedId.Slack);
        return rows.Where(row => row.StartedAt >= from && row.StartedAt < to && row.Id >= first && row.Id < last);
    }

    /// <summary>The measurements of one sitting of one device, this one too; another device that names the same group is not in it.</summary>
    public static IQueryable<MeasurementRow> SittingOf(this HubDb db, MeasurementRow row) =>
        db
            .Measurements.AsNoTracking()
            .StartedBetween(row.StartedAt - LongestSitting, row.StartedAt + LongestSitting)
            .Where(other => row.GroupId != null && other.GroupId == row.GroupId && other.Device == row.Device)
            .OrderBy(other => other.Place)
            .ThenBy(other => other.Family)
            .ThenBy(other => other.StartedAt)
            .Take(MostOfASitting);

    /// <summary>
    /// Runs that no rule has flagged by themselves so far; those about a device's day come with the next publication. For rates and the like; figures
    /// look at the flags.
    /// </summary>
    public static IQueryable<MeasurementRow> Unflagged(this IQueryable<MeasurementRow> rows, HubDb db)
    {
        var flags = db.ScreenedRuns;
        return rows.Sound()
            .Where(row =>
                row.LimitedBy == 0
                && row.Place != PointPlace.Abroad
                && !flags.Any(flag => flag.Device == row.Device && flag.Id == row.Id && flag.Rules == ScreeningRules.Version)
            );
    }

    /// <summary>Whole and proved from both sides with an interval that is known (<see cref="Throughput.IsKnown"/>).</summary>
    public static IQueryable<MeasurementRow> Sound(this IQueryable<MeasurementRow> rows) => rows.Where(IsSound);

    /// <summary>Whether this run is <see cref="Sound(IQueryable{MeasurementRow})"/>, for one that is at hand.</summary>
    public static bool Sound(this MeasurementRow row) => SoundAtHand(row);

    private static readonly Expression<Func<MeasurementRow, bool>> IsSound = row =>
        row.Proof == Proof.Attested
        && row.FailureReason == null
        && row.DownMbps != null
        && Math.Abs(row.DownHigh!.Value - 2 * row.DownMbps.Value) > Throughput.PrintedStep;

    private static readonly Func<MeasurementRow, bool> SoundAtHand = IsSound.Compile();
}
