using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SQLitePCL;

namespace Ispeed.Hub.Store;

/// <summary>One column of a bulk insert: reads the entity's property as the database keeps it, without a box for each value.</summary>
internal abstract class BulkColumn<TEntity>
{
    public static BulkColumn<TEntity> Of(IProperty property)
    {
        var row = Expression.Parameter(typeof(TEntity));
        Expression value = Expression.Property(
            row,
            property.PropertyInfo ?? throw new NotSupportedException($"{property.Name} has no member.")
        );
        var isNull = property.IsNullable
            ? Expression.Lambda<Func<TEntity, bool>>(Expression.Equal(value, Expression.Constant(null, value.Type)), row).Compile()
            : null;
        if (Nullable.GetUnderlyingType(value.Type) is { } inner)
        {
            value = Expression.Property(value, nameof(Nullable<int>.Value));
        }

        // Enumerations have a converter or, where EF leaves that to the provider, go as their number.
        if (property.GetRelationalTypeMapping().Converter is { } converter)
        {
            value = Expression.Invoke(converter.ConvertToProviderExpression, Expression.Convert(value, converter.ModelClrType));
        }

        if (value.Type.IsEnum)
        {
            value = Expression.Convert(value, Enum.GetUnderlyingType(value.Type));
        }

        var column = typeof(BulkColumn<,>).MakeGenericType(typeof(TEntity), value.Type);
        return (BulkColumn<TEntity>)Activator.CreateInstance(column, isNull, Expression.Lambda(value, row).Compile())!;
    }

    public abstract void Copy(NpgsqlBinaryImporter writer, TEntity row);

    /// <summary>SQLite's result code.</summary>
    public abstract int Bind(sqlite3_stmt statement, int at, TEntity row);
}

/// <summary>A column that the database keeps as <typeparamref name="TValue"/>.</summary>
internal sealed class BulkColumn<TEntity, TValue>(Func<TEntity, bool>? isNull, Func<TEntity, TValue> value) : BulkColumn<TEntity>
{
    public override void Copy(NpgsqlBinaryImporter writer, TEntity row)
    {
        if (isNull?.Invoke(row) == true)
        {
            writer.WriteNull();
        }
        else
        {
            writer.Write(value(row));
        }
    }

    // Each type as Microsoft.Data.Sqlite binds it, so that both ways write the same bytes. The casts cost nothing: the compiler of the type's own code knows it.
    public override int Bind(sqlite3_stmt statement, int at, TEntity row)
    {
        if (isNull?.Invoke(row) == true)
        {
            return raw.sqlite3_bind_null(statement, at);
        }

        var found = value(row);
        return typeof(TValue) == typeof(long) ? raw.sqlite3_bind_int64(statement, at, (long)(object)found!)
            : typeof(TValue) == typeof(int) ? raw.sqlite3_bind_int64(statement, at, (int)(object)found!)
            : typeof(TValue) == typeof(bool) ? raw.sqlite3_bind_int64(statement, at, (bool)(object)found! ? 1 : 0)
            : typeof(TValue) == typeof(double) ? raw.sqlite3_bind_double(statement, at, (double)(object)found!)
            : typeof(TValue) == typeof(Guid) ? raw.sqlite3_bind_text(statement, at, ((Guid)(object)found!).ToString().ToUpperInvariant())
            : typeof(TValue) == typeof(string) ? raw.sqlite3_bind_text(statement, at, (string)(object)found!)
            : typeof(TValue) == typeof(DateOnly)
                ? raw.sqlite3_bind_text(statement, at, ((DateOnly)(object)found!).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : throw new NotSupportedException($"No column of a bulk insert is a {typeof(TValue).Name} yet.");
    }
}
