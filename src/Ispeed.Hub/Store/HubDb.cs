using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Store;

/// <summary>The one relational model. Each feature brings its own tables as configurations; the context names no feature.</summary>
internal abstract class HubDb(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HubDb).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
}

/// <summary>The model on SQLite, one file: newcomer and single unit.</summary>
internal sealed class SqliteHubDb(DbContextOptions<SqliteHubDb> options) : HubDb(options);

/// <summary>The model on PostgreSQL: province, regulator.</summary>
internal sealed class PostgresHubDb(DbContextOptions<PostgresHubDb> options) : HubDb(options);
