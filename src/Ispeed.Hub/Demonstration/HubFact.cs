using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Store;

/// <summary>Something that is true of this hub as a whole.</summary>
internal sealed class HubFact
{
    /// <summary>The demonstration's name; its value says with which seed and on which day it was filled.</summary>
    public const string Demonstration = "demonstration";

    public required string Name { get; set; }

    public required string Value { get; set; }
}

internal sealed class HubFactTable : IEntityTypeConfiguration<HubFact>
{
    public void Configure(EntityTypeBuilder<HubFact> builder) => builder.ToTable("hub_facts").HasKey(fact => fact.Name);
}

internal static class HubFacts
{
    /// <summary>Whether this database was filled with simulated measurements.</summary>
    public static Task<bool> IsDemonstrationAsync(this HubDb db, CancellationToken cancellationToken) =>
        db.Set<HubFact>().AnyAsync(fact => fact.Name == HubFact.Demonstration, cancellationToken);
}
