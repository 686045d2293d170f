using System.Data.Common;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Ispeed.Hub.Demonstration;

/// <summary>
/// Many rows of one entity past the change tracker, by the columns and conversions of the model: COPY on PostgreSQL, one prepared INSERT on
/// SQLite. Five times as fast as SaveChanges for tens of thousands of rows.
/// </summary>
internal sealed class BulkInsert
{
    private readonly Column[] columns;
    private readonly string table;

    public BulkInsert(HubDb db, Type entity)
    {
        var type = db.Model.FindEntityType(entity) ?? throw new ArgumentException($"{entity.Name} is no entity.", nameof(entity));
        var store = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        var sql = db.GetService<ISqlGenerationHelper>();
        table = sql.DelimitIdentifier(store.Name);
        columns = [.. type.GetProperties().Select(property => new Column(property, sql.DelimitIdentifier(property.GetColumnName(store)!)))];
    }

    /// <summary>Writes the rows in the connection's transaction and says how many there are so far.</summary>
    public Task<int> WriteAsync(
        DbConnection connection,
        DbTransaction transaction,
        IEnumerable<object> rows,
        Func<int, Task> progress,
        CancellationToken cancellationToken
    ) =>
        connection is NpgsqlConnection postgres
            ? CopyAsync(postgres, rows, progress, cancellationToken)
            : InsertAsync(connection, transaction, rows, progress, cancellationToken);

    private async Task<int> CopyAsync(
        NpgsqlConnection connection,
        IEnumerable<object> rows,
        Func<int, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var written = 0;
        var command = $"COPY {table} ({string.Join(", ", columns.Select(column => column.Name))}) FROM STDIN (FORMAT BINARY)";
        await using var writer = await connection.BeginBinaryImportAsync(command, cancellationToken);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancellationToken);
            foreach (var column in columns)
            {
                if (column.ValueOf(row) is { } value)
                {
                    await writer.WriteAsync(value, column.StoreType, cancellationToken);
                }
                else
                {
                    await writer.WriteNullAsync(cancellationToken);
                }
            }

            await progress(++written);
        }

        await writer.CompleteAsync(cancellationToken);
        return written;
    }

    private async Task<int> InsertAsync(
        DbConnection connection,
        DbTransaction transaction,
        IEnumerable<object> rows,
        Func<int, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var written = 0;
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select((_, at) => $"@p{at}"))})";
        for (var at = 0; at < columns.Length; at++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{at}";
            command.Parameters.Add(parameter);
        }

        foreach (var row in rows)
        {
            for (var at = 0; at < columns.Length; at++)
            {
                command.Parameters[at].Value = columns[at].ValueOf(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
            await progress(++written);
        }

        return written;
    }

    private sealed class Column(IProperty property, string name)
    {
        private readonly RelationalTypeMapping mapping = property.GetRelationalTypeMapping();

        public string Name => name;

        public string StoreType => mapping.StoreType;

        // Enumerations have a converter or, where EF leaves that to the provider, go as their number.
        public object? ValueOf(object row) =>
            property.GetGetter().GetClrValue(row) is not { } value ? null
            : mapping.Converter?.ConvertToProvider(value) is { } converted ? converted
            : value is Enum number ? Convert.ToInt32(number, provider: null)
            : value;
    }
}
