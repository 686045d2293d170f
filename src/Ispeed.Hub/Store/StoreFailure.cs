using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Ispeed.Hub.Store;

/// <summary>Whether an exception says that the database is away, full or locked. EF wraps the provider's exception in several others.</summary>
internal static class StoreFailure
{
    public static bool Is(Exception? exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
        {
            if (at is DbException)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a row with this key was written by somebody else in between.</summary>
    public static bool IsConflict(Exception exception) =>
        exception.GetBaseException() switch
        {
            SqliteException sqlite => sqlite.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT,
            PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
            _ => false,
        };
}
