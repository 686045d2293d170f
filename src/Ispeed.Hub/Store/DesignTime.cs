using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Ispeed.Hub.Store;

/// <summary>For <c>dotnet ef migrations add NAME --context SqliteHubDb --output-dir Store/Migrations/Sqlite</c>; nothing is connected.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteHubDb>
{
    public SqliteHubDb CreateDbContext(string[] args) =>
        new(StoreFeature.Configure(new DbContextOptionsBuilder<SqliteHubDb>(), new(StoreProvider.Sqlite, "Data Source=:memory:")).Options);
}

/// <summary>For <c>dotnet ef migrations add NAME --context PostgresHubDb --output-dir Store/Migrations/Postgres</c>; nothing is connected.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresHubDb>
{
    public PostgresHubDb CreateDbContext(string[] args) =>
        new(StoreFeature.Configure(new DbContextOptionsBuilder<PostgresHubDb>(), new(StoreProvider.Postgres, "Host=localhost")).Options);
}
