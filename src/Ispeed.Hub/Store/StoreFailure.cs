using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
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

    /// <summary>Whether one row of many is to blame, and not the database: a key or a value that it does not take, or a row that somebody else changed in between.</summary>
    public static bool IsOfOneRow(Exception exception) =>
        exception is DbUpdateConcurrencyException
        || exception.GetBaseException() switch
        {
            SqliteException sqlite => sqlite.SqliteErrorCode
                is SQLitePCL.raw.SQLITE_CONSTRAINT
                    or SQLitePCL.raw.SQLITE_TOOBIG
                    or SQLitePCL.raw.SQLITE_MISMATCH,
            PostgresException postgres => postgres.SqlState[..2] is "22" or "23", // data exception, integrity constraint violation
            _ => false,
        };
}
