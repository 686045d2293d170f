using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Reminders;

/// <summary>What a unit was reminded of. The row is written before the mail goes, so that none goes twice, whatever happens in between.</summary>
internal sealed class Reminder
{
    public Guid CampaignId { get; set; }

    /// <summary>The first day of the month that is reported.</summary>
    public DateOnly Month { get; set; }

    public Guid OrganisationId { get; set; }

    public ReminderOccasion Occasion { get; set; }

    public DateTimeOffset At { get; set; }

    public ReminderState State { get; set; }
}

/// <summary>When a unit is reminded, once each. The numbers are stored: never renumber.</summary>
internal enum ReminderOccasion
{
    /// <summary>Three days before the deadline or fewer.</summary>
    Before = 1,

    /// <summary>On its day.</summary>
    OnTheDay = 2,

    /// <summary>In the week after it.</summary>
    Late = 3,
}

/// <summary>How far a reminder came. The numbers are stored: never renumber.</summary>
internal enum ReminderState
{
    /// <summary>Being handed over; one that stays so was interrupted, and is not tried again.</summary>
    Begun = 1,

    /// <summary>The mail server has it.</summary>
    Sent = 2,

    /// <summary>The mail server does not take mail for this address.</summary>
    Refused = 3,
}

/// <summary>An address that wants no more reminders of an organisation. Only a hash of it is kept.</summary>
internal sealed class ReminderRefusal
{
    public Guid OrganisationId { get; set; }

    /// <summary>SHA-256 of the address in lower case, hexadecimal.</summary>
    public required string AddressHash { get; set; }

    public DateTimeOffset At { get; set; }
}

internal sealed class ReminderTables : IEntityTypeConfiguration<Reminder>, IEntityTypeConfiguration<ReminderRefusal>
{
    public void Configure(EntityTypeBuilder<Reminder> builder) =>
        builder
            .ToTable("reminders")
            .HasKey(one => new
            {
                one.CampaignId,
                one.Month,
                one.OrganisationId,
                one.Occasion,
            });

    public void Configure(EntityTypeBuilder<ReminderRefusal> builder) =>
        builder.ToTable("reminder_refusals").HasKey(one => new { one.OrganisationId, one.AddressHash });
}

internal static class ReminderSets
{
    extension(HubDb db)
    {
        public DbSet<Reminder> Reminders => db.Set<Reminder>();

        public DbSet<ReminderRefusal> ReminderRefusals => db.Set<ReminderRefusal>();
    }
}
