using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Points;

/// <summary>A test point in the registry. Its key is its identity; name and addresses may change.</summary>
internal sealed class PointRow
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Code of the operator whose network it stands in; null for a neutral place.</summary>
    public string? Operator { get; set; }

    /// <summary>Where it stands, ISO 3166-1 alpha-2; null for the hub's own country.</summary>
    public string? Country { get; set; }

    public string? Url { get; set; }

    public string? SecureUrl { get; set; }

    /// <summary>SubjectPublicKeyInfo of its P-256 key, base64.</summary>
    public required string PublicKey { get; set; }

    public required string Software { get; set; }

    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>The last registration or heartbeat, on the hub's clock.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The time that the last accepted heartbeat states: an older one is a replay.</summary>
    public long LastHeartbeatSecond { get; set; }

    public int Runs { get; set; }

    public double Load { get; set; }

    public int Spooled { get; set; }

    /// <summary>The last heartbeat with a load of 1: then and shortly around it, runs beyond what was reserved for them were in each other's way.</summary>
    public DateTimeOffset? FullAt { get; set; }

    /// <summary>When the point last checked itself; null before its first self-check.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    public double CheckDownMbps { get; set; }

    public double CheckUpMbps { get; set; }

    public double CheckErrorPercent { get; set; }

    /// <summary>By its own check too slow or too inaccurate to measure others: not offered, and its runs are not counted.</summary>
    public bool LimitsItself { get; set; }

    /// <summary>Why, in the point's words, for its operator.</summary>
    public string? CheckReason { get; set; }

    /// <summary>Takes over what a registration may change.</summary>
    public void Update(PointRegistration registration, DateTimeOffset now)
    {
        Name = registration.Name;
        Operator = registration.Operator;
        Country = registration.Country;
        Url = registration.Url;
        SecureUrl = registration.SecureUrl;
        Software = registration.Software;
        LastSeenAt = now;
    }

    /// <summary>Takes a sign of life over; false for one that is older than what is known.</summary>
    public bool TryBeat(Heartbeat heartbeat, DateTimeOffset now)
    {
        if (heartbeat.At < LastHeartbeatSecond)
        {
            return false;
        }

        LastHeartbeatSecond = heartbeat.At;
        LastSeenAt = now;
        Runs = Math.Max(0, heartbeat.Runs);
        Load = double.IsFinite(heartbeat.Load) ? Math.Clamp(heartbeat.Load, 0, 1) : 1;
        Spooled = Math.Max(0, heartbeat.Spooled);
        Software = PointRules.Cut(heartbeat.Software, PointRules.LongestSoftware);
        FullAt = Load >= 1 ? now : FullAt;
        if (heartbeat.Check is { } check)
        {
            Take(check, now);
        }

        return true;
    }

    private void Take(SelfCheck check, DateTimeOffset now)
    {
        CheckedAt = PointRules.Instant(check.At, now);
        CheckDownMbps = PointRules.Finite(check.DownMbps);
        CheckUpMbps = PointRules.Finite(check.UpMbps);
        CheckErrorPercent = PointRules.Finite(check.ErrorPercent);
        LimitsItself = check.LimitsItself;
        CheckReason = check.Reason is null ? null : PointRules.Cut(check.Reason, PointRules.LongestReason);
    }

    public PointState StateAt(DateTimeOffset now) =>
        (now - LastSeenAt) switch
        {
            var silent when silent <= PointRules.AliveFor => LimitsItself ? PointState.Limited : PointState.Alive,
            var silent when silent <= PointRules.LateFor => PointState.Late,
            _ => PointState.Gone,
        };
}

/// <summary>A change of what a point finds out about itself: only changes are kept, so that a run can be judged by the check of its day.</summary>
internal sealed class PointVerdict
{
    public required string PointId { get; set; }

    public DateTimeOffset At { get; set; }

    public bool LimitsItself { get; set; }
}

internal sealed class PointTables : IEntityTypeConfiguration<PointRow>, IEntityTypeConfiguration<PointVerdict>
{
    public void Configure(EntityTypeBuilder<PointRow> builder) => builder.ToTable("points").HasKey(point => point.Id);

    public void Configure(EntityTypeBuilder<PointVerdict> builder) =>
        builder.ToTable("point_verdicts").HasKey(verdict => new { verdict.PointId, verdict.At });
}

internal static class PointSets
{
    extension(HubDb db)
    {
        public DbSet<PointRow> Points => db.Set<PointRow>();

        public DbSet<PointVerdict> PointVerdicts => db.Set<PointVerdict>();
    }

    /// <summary>The points that may be given to a client: heard of lately, and able by their own check.</summary>
    public static IQueryable<PointRow> OfferedAt(this IQueryable<PointRow> points, DateTimeOffset now)
    {
        var since = now - PointRules.AliveFor;
        return points.Where(point => point.LastSeenAt >= since && !point.LimitsItself);
    }
}
