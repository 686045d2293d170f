using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ispeed.IntakeBench;

/// <summary>The SQLite file in the hub's folder.</summary>
internal sealed class SqliteDatabase(string folder) : Database
{
    // Rows of one transaction of the bulk insert: so many that its syncs do not count.
    private const int RowsAtOnce = 10_000;

    public override string Name => "SQLite";

    public override Dictionary<string, string> Settings => new(StringComparer.Ordinal) { ["Store__Provider"] = "sqlite" };

    private string Connection =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "ispeed.db"), Pooling = false }.ConnectionString;

    public override async Task<List<Guid>> IdsAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM measurements";
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(Guid.Parse(reader.GetString(0)));
        }

        return ids;
    }

    public override async Task EmptyAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = string.Concat(Tables.Select(table => $"DELETE FROM {table}; ")) + "PRAGMA wal_checkpoint(TRUNCATE);";
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<(int Results, TimeSpan Elapsed)> WriteAgainAsync()
    {
        var rows = new Dictionary<string, List<object[]>>(StringComparer.Ordinal);
        await using var connection = await OpenAsync();
        foreach (var table in Tables)
        {
            rows[table] = await ReadAsync(connection, table);
        }

        await EmptyAsync();
        var started = Stopwatch.GetTimestamp();
        for (var from = 0; from < rows.Values.Max(all => all.Count); from += RowsAtOnce)
        {
            await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
            foreach (var table in Tables)
            {
                await InsertAsync(connection, transaction, table, rows[table].Skip(from).Take(RowsAtOnce));
            }

            await transaction.CommitAsync();
        }

        return (rows[Tables[0]].Count, Stopwatch.GetElapsedTime(started));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection(Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"; // as the hub's own
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<List<object[]>> ReadAsync(SqliteConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} ORDER BY rowid";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static async Task InsertAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string table,
        IEnumerable<object[]> rows
    )
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        foreach (var row in rows)
        {
            if (command.Parameters.Count == 0)
            {
                var names = Enumerable.Range(0, row.Length).Select(at => string.Create(CultureInfo.InvariantCulture, $"@p{at}")).ToArray();
                command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", names)})";
                command.Parameters.AddRange(names.Select(name => new SqliteParameter(name, null)));
            }

            for (var at = 0; at < row.Length; at++)
            {
                command.Parameters[at].Value = row[at];
            }

            await command.ExecuteNonQueryAsync();
        }
    }
}
