using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Campaigns;

/// <summary>One month of a campaign for one organisation below the issuer.</summary>
internal sealed class UnitRound
{
    public Guid CampaignId { get; set; }

    /// <summary>The first day of the month, in Viet Nam.</summary>
    public DateOnly Month { get; set; }

    public Guid OrganisationId { get; set; }

    /// <summary>1 directly below the issuer, and so on.</summary>
    public int Level { get; set; }

    /// <summary>The last day on which the report is in time.</summary>
    public DateOnly Deadline { get; set; }

    public RoundState State { get; set; } = RoundState.Open;

    /// <summary>Staff as the report counts them, kept from the moment it is submitted; before, the headcount that stands.</summary>
    public int? Staff { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Whether the state may follow: open → submitted → returned or accepted; returned → submitted.</summary>
    public bool MayBecome(RoundState next) =>
        (State, next)
            is
                (RoundState.Open or RoundState.Returned, RoundState.Submitted)
                or
                (RoundState.Submitted, RoundState.Returned or RoundState.Accepted);
}

/// <summary>Where the report of a unit's month is. The numbers are stored: never renumber.</summary>
internal enum RoundState
{
    Open = 1,
    Submitted = 2,
    Returned = 3,
    Accepted = 4,
}

/// <summary>One step of a unit's month, kept for ever.</summary>
internal sealed class UnitRoundEvent
{
    public Guid Id { get; set; }

    public Guid CampaignId { get; set; }

    public DateOnly Month { get; set; }

    public Guid OrganisationId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Who did it, as the program knows them.</summary>
    public required string By { get; set; }

    public RoundState Became { get; set; }

    /// <summary>Why it was returned; null elsewhere.</summary>
    public string? Reason { get; set; }
}

internal sealed class RoundTables : IEntityTypeConfiguration<UnitRound>, IEntityTypeConfiguration<UnitRoundEvent>
{
    public void Configure(EntityTypeBuilder<UnitRound> builder)
    {
        builder
            .ToTable("unit_rounds")
            .HasKey(round => new
            {
                round.CampaignId,
                round.Month,
                round.OrganisationId,
            });
        builder.Property(round => round.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<UnitRoundEvent> builder)
    {
        builder.ToTable("unit_round_events").HasKey(one => one.Id);
        builder.HasIndex(one => new
        {
            one.CampaignId,
            one.Month,
            one.OrganisationId,
        });
    }
}
