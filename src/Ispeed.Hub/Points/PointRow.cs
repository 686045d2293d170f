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

    /// <summary>Takes over what a registration may change.</summary>
    public void Update(PointRegistration registration, DateTimeOffset now)
    {
        Name = registration.Name;
        Operator = registration.Operator;
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
        return true;
    }

    public PointState StateAt(DateTimeOffset now) =>
        (now - LastSeenAt) switch
        {
            var silent when silent <= PointRules.AliveFor => PointState.Alive,
            var silent when silent <= PointRules.LateFor => PointState.Late,
            _ => PointState.Gone,
        };
}

internal sealed class PointTable : IEntityTypeConfiguration<PointRow>
{
    public void Configure(EntityTypeBuilder<PointRow> builder) => builder.ToTable("points").HasKey(point => point.Id);
}

internal static class PointSets
{
    extension(HubDb db)
    {
        public DbSet<PointRow> Points => db.Set<PointRow>();
    }

    /// <summary>The points that may be given to a client.</summary>
    public static IQueryable<PointRow> AliveAt(this IQueryable<PointRow> points, DateTimeOffset now)
    {
        var since = now - PointRules.AliveFor;
        return points.Where(point => point.LastSeenAt >= since);
    }
}
