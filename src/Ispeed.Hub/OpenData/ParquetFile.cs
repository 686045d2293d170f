using Parquet;
using Parquet.Schema;

namespace Ispeed.Hub.OpenData;

/// <summary>A table as Parquet: every column may be null, Snappy, one row group for each 50,000 rows. The same rows give the same bytes.</summary>
internal static class ParquetFile
{
    private const int RowsOfGroup = 50_000;

    public static async Task WriteAsync<T>(
        IReadOnlyList<Column<T>> columns,
        IEnumerable<T> rows,
        Stream to,
        CancellationToken cancellationToken
    )
    {
        var fields = columns.Select(FieldOf).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), to, cancellationToken: cancellationToken);
        foreach (var some in rows.Chunk(RowsOfGroup))
        {
            using var group = writer.CreateRowGroup();
            for (var at = 0; at < columns.Count; at++)
            {
                await WriteAsync(group, fields[at], columns[at], some, cancellationToken);
            }

            group.CompleteValidate();
        }
    }

    private static DataField FieldOf<T>(Column<T> column) =>
        column.Type switch
        {
            ColumnType.Text => new DataField<string>(column.Name),
            ColumnType.Integer => new DataField<long?>(column.Name),
            ColumnType.Decimal => new DataField<double?>(column.Name),
            ColumnType.Day => new DataField<DateOnly?>(column.Name),
            _ => new DataField<bool?>(column.Name),
        };

    private static async Task WriteAsync<T>(
        ParquetRowGroupWriter group,
        DataField field,
        Column<T> column,
        T[] rows,
        CancellationToken cancellationToken
    )
    {
        switch (column.Type)
        {
            case ColumnType.Text:
                await group.WriteAsync(field, (IReadOnlyCollection<string?>)Array.ConvertAll(rows, row => (string?)column.Of(row)));
                break;
            case ColumnType.Integer:
                await WriteAsync<long>();
                break;
            case ColumnType.Decimal:
                await WriteAsync<double>();
                break;
            case ColumnType.Day:
                await WriteAsync<DateOnly>();
                break;
            default:
                await WriteAsync<bool>();
                break;
        }

        Task WriteAsync<TValue>()
            where TValue : struct =>
            group.WriteAsync<TValue>(
                field,
                (ReadOnlyMemory<TValue?>)Array.ConvertAll(rows, row => (TValue?)column.Of(row)),
                cancellationToken: cancellationToken
            );
    }
}
