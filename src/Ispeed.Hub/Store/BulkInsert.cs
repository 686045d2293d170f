using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using SQLitePCL;

namespace Ispeed.Hub.Store;

/// <summary>
/// Many new rows of one entity past the change tracker, by the columns and conversions of the model: binary COPY on PostgreSQL, one prepared INSERT on SQLite.
/// Made once for a model and used by one writer at a time.
/// </summary>
internal sealed class BulkInsert<TEntity>
    where TEntity : class
{
    private readonly BulkColumn<TEntity>[] columns;
    private readonly string copy;
    private readonly string insert;

    public BulkInsert(HubDb db)
    {
        var type =
            db.Model.FindEntityType(typeof(TEntity)) ?? throw new ArgumentException($"{typeof(TEntity).Name} is no entity.", nameof(db));
        var store = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        var sql = db.GetService<ISqlGenerationHelper>();
        var table = sql.DelimitIdentifier(store.Name);
        var properties = type.GetProperties().ToArray();
        columns = [.. properties.Select(BulkColumn<TEntity>.Of)];
        var names = string.Join(", ", properties.Select(property => sql.DelimitIdentifier(property.GetColumnName(store)!)));
        var places = string.Join(
            ", ",
            Enumerable.Range(1, columns.Length).Select(at => string.Create(CultureInfo.InvariantCulture, $"?{at}"))
        );
        copy = $"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)";
        insert = $"INSERT INTO {table} ({names}) VALUES ({places})";
    }

    /// <summary>Writes the rows on the context's open connection, within its transaction; a row whose key is taken fails them all.</summary>
    /// <param name="db">A context of the model, in a transaction.</param>
    /// <param name="rows">New rows.</param>
    /// <param name="progress">Told how many are written so far, after each.</param>
    /// <returns>How many they were.</returns>
    public int Write(HubDb db, IEnumerable<TEntity> rows, Action<int>? progress = null)
    {
        using var each = rows.GetEnumerator();
        if (!each.MoveNext())
        {
            return 0;
        }

        // Liveness: a statement ends within the context's command timeout, else the provider's.
        return db.Database.GetDbConnection() switch
        {
            NpgsqlConnection postgres => Copy(postgres, each, progress, TimeSpan.FromSeconds(db.Database.GetCommandTimeout() ?? 30)),
            SqliteConnection sqlite => Insert(sqlite, each, progress),
            var other => throw new NotSupportedException(other.GetType().Name),
        };
    }

    private int Copy(NpgsqlConnection connection, IEnumerator<TEntity> rows, Action<int>? progress, TimeSpan timeout)
    {
        var written = 0;
        using var writer = connection.BeginBinaryImport(copy);
        writer.Timeout = timeout;
        do
        {
            writer.StartRow();
            foreach (var column in columns)
            {
                column.Copy(writer, rows.Current);
            }

            written++;
            progress?.Invoke(written);
        } while (rows.MoveNext());

        return (int)writer.Complete();
    }

    // By SQLite's own interface: a DbCommand looks up each parameter by its name for each row, which took longer than the insert.
    private int Insert(SqliteConnection connection, IEnumerator<TEntity> rows, Action<int>? progress)
    {
        var written = 0;
        var database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, insert, out var statement), database);
        using (statement)
        {
            do
            {
                for (var at = 0; at < columns.Length; at++)
                {
                    SqliteException.ThrowExceptionForRC(columns[at].Bind(statement, at + 1, rows.Current), database);
                }

                SqliteException.ThrowExceptionForRC(raw.sqlite3_step(statement), database);
                raw.sqlite3_reset(statement);
                written++;
                progress?.Invoke(written);
            } while (rows.MoveNext());
        }

        return written;
    }
}
