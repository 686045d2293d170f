using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Store;

/// <summary>
/// Makes the months of the partitioned tables ahead, at start and daily. When that fails, or a hub stood still for months, nothing is lost: rows of a month
/// without a partition wait in the default one and are moved when the month is made.
/// </summary>
internal sealed partial class MonthPartitions(IDbContextFactory<HubDb> databases, TimeProvider time, ILogger<MonthPartitions> log)
    : BackgroundService
{
    // Results are taken for 30 days after their run, so the month before is still written; two months ahead give a hub that fails daily two months to be seen.
    private const int Behind = 1;
    private const int Ahead = 2;
    private static readonly TimeSpan Spacing = TimeSpan.FromDays(1);

    // Any number that no other program uses on this database: hubs that make the same month wait for each other.
    private const long Turn = 0x1_5BEE_D0_17;

    /// <summary>Makes the months around now that are missing.</summary>
    public async Task MakeAheadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await MakeAsync(db, now.AddMonths(-Behind), now.AddMonths(Ahead), cancellationToken);
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            Log.NotMade(log, away); // the default partition takes the rows meanwhile
        }
    }

    /// <summary>Makes the months from the one of an instant to the one of another, both in UTC, where they are missing. Nothing on SQLite.</summary>
    public static async Task MakeAsync(HubDb db, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql())
        {
            return;
        }

        for (var month = StartOf(from); month <= to; month = month.AddMonths(1))
        {
            foreach (var (table, column) in PartitionedByMonth.Of(db.Model).ToArray())
            {
                await MakeAsync(db, table, column, month, cancellationToken);
            }
        }
    }

    public static string NameOf(string table, DateTimeOffset month) =>
        string.Create(CultureInfo.InvariantCulture, $"{table}_{month.UtcDateTime:yyyy_MM}");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Spacing, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await MakeAheadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private static DateTimeOffset StartOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private static async Task MakeAsync(HubDb db, string table, string column, DateTimeOffset month, CancellationToken cancellationToken)
    {
        var name = NameOf(table, month);
        if (await IsThereAsync(db, name, cancellationToken))
        {
            return; // or an administrator detached it, and it shall stay so
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Turn})", cancellationToken);
        if (await IsThereAsync(db, name, cancellationToken))
        {
            return;
        }

        await db.Database.ExecuteSqlRawAsync(MakingOf(name, table, column, month), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Every name is one of the model's tables and a month; no part comes from outside.
    private static string MakingOf(string name, string table, string column, DateTimeOffset month)
    {
        var rest = PartitionedByMonth.DefaultOf(table);
        var (first, next) = (TimedId.FirstOf(month), TimedId.FirstOf(month.AddMonths(1)));
        // Liveness: whoever writes is waited for 10 s at most; the next day tries again.
        return $"""
            SET LOCAL lock_timeout = '10s';
            LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;
            CREATE TABLE {name} (LIKE {table} INCLUDING ALL);
            WITH moved AS (DELETE FROM {rest} WHERE {column} >= '{first}' AND {column} < '{next}' RETURNING *)
            INSERT INTO {name} SELECT * FROM moved;
            ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{next}');
            """;
    }

    // Not to_regclass: that asks a cache, which does not know yet what was committed while this transaction waited for its turn.
    private static async Task<bool> IsThereAsync(HubDb db, string table, CancellationToken cancellationToken) =>
        await db
            .Database.SqlQuery<bool>(
                $"SELECT EXISTS (SELECT FROM pg_class WHERE relname = {table} AND relnamespace = current_schema()::regnamespace) AS \"Value\""
            )
            .SingleAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1011, LogLevel.Error, "The months ahead could not be made; rows go to the default partitions until they are")]
        public static partial void NotMade(ILogger logger, Exception exception);
    }
}
