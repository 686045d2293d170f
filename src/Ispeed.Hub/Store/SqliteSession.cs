using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ispeed.Hub.Store;

/// <summary>What every SQLite connection of the hub keeps to: readers beside one writer, and a commit that is on the disk when it returns.</summary>
internal sealed class SqliteSession : DbConnectionInterceptor
{
    // WAL with synchronous=FULL syncs the log at each commit: an acknowledged result survives the power going. NORMAL would not.
    private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
