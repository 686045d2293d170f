using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;

namespace Ispeed.Hub.Store;

/// <summary>
/// Says of a table that it grows with measurements: PostgreSQL then keeps it in one partition for each month of the ids in its key (docs/decisions/0017).
/// SQLite has no partitions and keeps it whole.
/// </summary>
internal static class PartitionedByMonth
{
    private const string Annotation = "Ispeed:PartitionedByMonth";

    /// <param name="builder">The table; its key holds the id.</param>
    /// <param name="id">A UUID of version 7, part of the key: so the key stays unique over all partitions.</param>
    public static void IsPartitionedByMonth<TEntity>(this EntityTypeBuilder<TEntity> builder, Expression<Func<TEntity, Guid>> id)
        where TEntity : class => builder.HasAnnotation(Annotation, ((MemberExpression)id.Body).Member.Name);

    /// <summary>The partitioned tables of a model, each with the column that it is partitioned by.</summary>
    public static IEnumerable<(string Table, string Column)> Of(IModel model) =>
        from type in model.GetEntityTypes()
        where type[Annotation] is string
        select (type.GetTableName()!, type.GetProperty((string)type[Annotation]!).GetColumnName());

    /// <summary>The partition for what belongs to no month that has one; nothing is ever refused for want of a partition.</summary>
    public static string DefaultOf(string table) => $"{table}_default";
}

/// <summary>Makes the tables that are <see cref="PartitionedByMonth"/> as such, each with its default partition. The months come later (<see cref="MonthPartitions"/>).</summary>
#pragma warning disable EF1001 // the base class asks for these options in its constructor, and they have no public name
internal sealed class PartitioningSqlGenerator(MigrationsSqlGeneratorDependencies dependencies, INpgsqlSingletonOptions options)
    : NpgsqlMigrationsSqlGenerator(dependencies, options)
#pragma warning restore EF1001
{
    protected override void Generate(
        CreateTableOperation operation,
        IModel? model,
        MigrationCommandListBuilder builder,
        bool terminate = true
    )
    {
        var column = model is null
            ? null
            : PartitionedByMonth.Of(model).Where(found => found.Table == operation.Name).Select(found => found.Column).FirstOrDefault();
        if (column is null)
        {
            base.Generate(operation, model, builder, terminate);
            return;
        }

        var sql = Dependencies.SqlGenerationHelper;
        var table = sql.DelimitIdentifier(operation.Name, operation.Schema);
        base.Generate(operation, model, builder, terminate: false);
        builder.Append($" PARTITION BY RANGE ({sql.DelimitIdentifier(column)})").AppendLine(sql.StatementTerminator);
        EndStatement(builder);
        var rest = sql.DelimitIdentifier(PartitionedByMonth.DefaultOf(operation.Name), operation.Schema);
        builder.Append($"CREATE TABLE {rest} PARTITION OF {table} DEFAULT").AppendLine(sql.StatementTerminator);
        EndStatement(builder);
    }
}
