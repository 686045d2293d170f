using System.Diagnostics;
using System.Globalization;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Figures.Bench;

/// <summary>Many measurements into a hub's SQLite store, by the model of the day, in order of time as they would have come.</summary>
internal static class FillMeasurements
{
    public static async Task WithAsync(HubDb db, IEnumerable<MeasurementRow> rows)
    {
        var clock = Stopwatch.StartNew();

        // The indexes are made when all rows are there: one sort instead of a search for each row.
        var indexes = await db
            .Database.SqlQueryRaw<string>(
                "SELECT sql AS Value FROM sqlite_master WHERE type = 'index' AND tbl_name = 'measurements' AND sql IS NOT NULL"
            )
            .ToListAsync();
        var names = await db
            .Database.SqlQueryRaw<string>(
                "SELECT name AS Value FROM sqlite_master WHERE type = 'index' AND tbl_name = 'measurements' AND sql IS NOT NULL"
            )
            .ToListAsync();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000");
        var dropping = string.Join("; ", names.Select(name => $"DROP INDEX \"{name}\""));
        await db.Database.ExecuteSqlRawAsync(dropping);
        var written = 0;
        foreach (var some in rows.Chunk(100_000))
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            written += new BulkInsert<MeasurementRow>(db).Write(db, some);
            await transaction.CommitAsync();
        }

        foreach (var sql in indexes)
        {
            await db.Database.ExecuteSqlRawAsync(sql);
        }

        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        await Console.Error.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"filled with {written:N0} measurements in {clock.Elapsed.TotalSeconds:0} s")
        );
    }
}
