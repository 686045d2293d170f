using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Ispeed.Hub.Store;

/// <summary>Which database, from <c>Store:Provider</c> and <c>Store:Connection</c>.</summary>
internal sealed record StoreSettings(StoreProvider Provider, string Connection)
{
    public static StoreSettings From(IConfiguration configuration, DataFolder data)
    {
        var provider = configuration["Store:Provider"] switch
        {
            null or "" or "sqlite" => StoreProvider.Sqlite,
            "postgres" => StoreProvider.Postgres,
            var other => throw new StartRefused($"Store:Provider is '{other}'. It can be 'sqlite' or 'postgres'."),
        };
        var connection = configuration["Store:Connection"];
        if (string.IsNullOrWhiteSpace(connection))
        {
            connection =
                provider is StoreProvider.Sqlite
                    ? new SqliteConnectionStringBuilder { DataSource = data.File("ispeed.db") }.ConnectionString
                    : throw new StartRefused(
                        "Store:Provider is 'postgres', but Store:Connection is empty. Set it, for example to 'Host=localhost;Database=ispeed;Username=ispeed;Password=…'."
                    );
        }

        try
        {
            DbConnectionStringBuilder checkedString =
                provider is StoreProvider.Sqlite
                    ? Patient(new SqliteConnectionStringBuilder(connection))
                    : new Npgsql.NpgsqlConnectionStringBuilder(connection);
            return new(provider, checkedString.ConnectionString);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StartRefused($"Store:Connection cannot be read: {unreadable.Message}", unreadable);
        }
    }

    // Liveness: a connection waits at most 10 s for the writer before it, then fails as busy, unless the connection string says otherwise.
    private static SqliteConnectionStringBuilder Patient(SqliteConnectionStringBuilder connection)
    {
        if (!connection.ShouldSerialize("Default Timeout"))
        {
            connection.DefaultTimeout = 10;
        }

        return connection;
    }
}

internal enum StoreProvider
{
    Sqlite,
    Postgres,
}
