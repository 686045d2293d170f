using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Store;

/// <summary>The row that readiness writes: a full disk, a lost server and a read-only copy all show here first.</summary>
internal sealed class StoreCheck
{
    public required string Name { get; set; }

    public DateTimeOffset At { get; set; }
}

internal sealed class StoreCheckTable : IEntityTypeConfiguration<StoreCheck>
{
    public void Configure(EntityTypeBuilder<StoreCheck> builder) => builder.ToTable("store_checks").HasKey(check => check.Name);
}
