using System.Globalization;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Campaigns;

/// <summary>A drive to measure: who asks whom for what, month by month.</summary>
internal sealed class Campaign
{
    public Guid Id { get; set; }

    /// <summary>What it is called in files and commands: <c>kh-2026</c>.</summary>
    public required string Key { get; set; }

    public required string Title { get; set; }

    /// <summary>The organisation that opened it; everything below it takes part.</summary>
    public Guid IssuerId { get; set; }

    public AskedAccess Asks { get; set; }

    /// <summary>Share of the staff who shall measure, per cent.</summary>
    public int StaffPercent { get; set; } = 100;

    /// <summary>Valid runs of a device in a month, from which it is counted.</summary>
    public int RunsAMonth { get; set; } = 1;

    /// <summary>Samples that each commune shall have in a month.</summary>
    public int SamplesACommune { get; set; } = 300;

    /// <summary>The first day of the first month.</summary>
    public DateOnly FirstMonth { get; set; }

    /// <summary>The first day of the last month; null for one that goes on.</summary>
    public DateOnly? LastMonth { get; set; }

    /// <summary>Days after the end of the month until when level 1, 2, … reports: <c>5,3</c>. Each level earlier than the one above it.</summary>
    public required string Deadlines { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>As the log names it.</summary>
    public string Subject => $"campaign {Id}";

    public bool Has(DateOnly month) => FirstMonth <= month && (LastMonth is null || month <= LastMonth);

    /// <summary>The day until when a level reports on a month; levels below the last that was set keep to that one's.</summary>
    public DateOnly DeadlineOf(DateOnly month, int level)
    {
        var days = DaysOf(Deadlines)!;
        return month.AddMonths(1).AddDays(days[Math.Min(level, days.Count) - 1] - 1);
    }

    /// <summary>Null where the deadlines cannot be: not one to ten numbers from 1 to 28, or a level that is later than the one above it.</summary>
    public static IReadOnlyList<int>? DaysOf(string deadlines)
    {
        var days = new List<int>();
        foreach (var part in deadlines.Split(','))
        {
            if (
                !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
                || day is < 1 or > 28
                || (days.Count > 0 && day >= days[^1])
            )
            {
                return null;
            }

            days.Add(day);
        }

        return days.Count <= 10 ? days : null;
    }
}

/// <summary>The access that a campaign is about. The numbers are stored: never renumber.</summary>
internal enum AskedAccess
{
    Any = 0,
    Mobile = 1,
    Mobile4G = 2,
    Mobile5G = 3,
    Fixed = 4,
}

internal static class AskedAccesses
{
    /// <summary>As in commands, the API and the names of sentences.</summary>
    public static string ToWire(this AskedAccess asked) =>
        asked switch
        {
            AskedAccess.Any => "any",
            AskedAccess.Mobile => "mobile",
            AskedAccess.Mobile4G => "4g",
            AskedAccess.Mobile5G => "5g",
            AskedAccess.Fixed => "fixed",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public static AskedAccess? Parse(string? text) =>
        Enum.GetValues<AskedAccess>().Where(one => one.ToWire() == text).Select(one => (AskedAccess?)one).FirstOrDefault();

    public static bool IsMetBy(this AskedAccess asked, Access access) =>
        asked switch
        {
            AskedAccess.Any => true,
            AskedAccess.Mobile => access.IsMobile(),
            AskedAccess.Mobile4G => access is Access.Mobile4G,
            AskedAccess.Mobile5G => access is Access.Mobile5G,
            AskedAccess.Fixed => access is Access.Fixed or Access.WiFi, // a fixed line is mostly met behind Wi-Fi
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>A code and whom it counts for. It is kept for ever: what it counted stays countable.</summary>
internal sealed class ReferralCodeRow
{
    /// <summary><see cref="ReferralCode.Value"/>.</summary>
    public required string Code { get; set; }

    public Guid CampaignId { get; set; }

    /// <summary>Its owner; null where an area is.</summary>
    public Guid? OrganisationId { get; set; }

    /// <summary>The commune or province that owns it; null where an organisation does.</summary>
    public string? AreaCode { get; set; }

    public DateOnly ValidFrom { get; set; }

    /// <summary>The first day on which it counts no more; null for one that goes on.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>The code that stands for it now.</summary>
    public string? ReplacedBy { get; set; }

    public bool IsValidOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day < ValidTo);
}

internal sealed class CampaignTables : IEntityTypeConfiguration<Campaign>, IEntityTypeConfiguration<ReferralCodeRow>
{
    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
        builder.ToTable("campaigns").HasKey(campaign => campaign.Id);
        builder.HasIndex(campaign => campaign.Key).IsUnique();
        builder.Ignore(campaign => campaign.Subject);
        builder.Property(campaign => campaign.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<ReferralCodeRow> builder)
    {
        builder.ToTable("referral_codes").HasKey(row => row.Code);
        builder.HasIndex(row => new { row.CampaignId, row.OrganisationId });
    }
}

internal static class CampaignSets
{
    extension(HubDb db)
    {
        public DbSet<Campaign> Campaigns => db.Set<Campaign>();

        public DbSet<ReferralCodeRow> ReferralCodes => db.Set<ReferralCodeRow>();

        public DbSet<UnitRound> UnitRounds => db.Set<UnitRound>();

        public DbSet<UnitRoundEvent> UnitRoundEvents => db.Set<UnitRoundEvent>();

        public DbSet<Participation> Participations => db.Set<Participation>();

        public DbSet<CodeStepCount> CodeStepCounts => db.Set<CodeStepCount>();
    }
}
