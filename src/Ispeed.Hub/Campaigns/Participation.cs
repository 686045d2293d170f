using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Campaigns;

/// <summary>This device measured with this code in this month, on the access that the campaign asks for. Made from the measurements, and can be made again.</summary>
internal sealed class Participation
{
    public Guid Device { get; set; }

    public required string Code { get; set; }

    /// <summary>The first day of the month, in Viet Nam.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Runs that count.</summary>
    public int Runs { get; set; }

    /// <summary>As whom, by the last of them.</summary>
    public Participant? Participant { get; set; }
}

/// <summary>How often a code reached a step on a day.</summary>
internal sealed class CodeStepCount
{
    public required string Code { get; set; }

    /// <summary>In Viet Nam.</summary>
    public DateOnly Day { get; set; }

    public Referrals.CodeStep Step { get; set; }

    public long Count { get; set; }
}

/// <summary>Up to when changed measurements were counted.</summary>
internal sealed class CountedUntil
{
    public const string OnlyName = "participations";

    public string Name { get; set; } = OnlyName;

    public DateTimeOffset At { get; set; }
}

internal sealed class ParticipationTables
    : IEntityTypeConfiguration<Participation>,
        IEntityTypeConfiguration<CodeStepCount>,
        IEntityTypeConfiguration<CountedUntil>
{
    public void Configure(EntityTypeBuilder<Participation> builder)
    {
        builder
            .ToTable("participations")
            .HasKey(one => new
            {
                one.Device,
                one.Code,
                one.Month,
            });

        // The board reads nothing but this index, in its order.
        builder.HasIndex(one => new
        {
            one.Month,
            one.Code,
            one.Participant,
            one.Runs,
        });
    }

    public void Configure(EntityTypeBuilder<CodeStepCount> builder) =>
        builder
            .ToTable("code_steps")
            .HasKey(one => new
            {
                one.Code,
                one.Day,
                one.Step,
            });

    public void Configure(EntityTypeBuilder<CountedUntil> builder) => builder.ToTable("counted_until").HasKey(one => one.Name);
}
