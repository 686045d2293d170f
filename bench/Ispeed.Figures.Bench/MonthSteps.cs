using System.Diagnostics;
using System.Globalization;
using Ispeed.Hub;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ispeed.Figures.Bench;

/// <summary>The steps of <c>bench/publication</c>. Each is a process of its own, so that what one holds is not counted with another.</summary>
internal static class MonthSteps
{
    private static readonly Period Month = Period.Month(2026, 10);

    /// <summary>A store with a month of measurements, unless it is there.</summary>
    public static async Task FillAsync(string data, int rows)
    {
        if (File.Exists(Path.Combine(data, "filled")))
        {
            return;
        }

        await using var app = await HubAsync(data);
        await using var db = await OpenAsync(app);
        await FillMeasurements.WithAsync(db, new InventedRuns(Month, seed: 1).OfTheMonth(rows));
        await File.WriteAllTextAsync(Path.Combine(data, "filled"), "");
    }

    /// <summary>The whole month, then a day more; prints seconds, processor seconds and peak of memory of each.</summary>
    public static async Task PublishAsync(string data, int day)
    {
        await using var app = await HubAsync(data);
        var publisher = app.Services.GetRequiredService<Publisher>();
        await using (var db = await OpenAsync(app))
        {
            await ForgetAsync(db);
            db.Add(ChangedRuns.WholeMonth(Month.First, TimeProvider.System.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        var whole = await TimedAsync(publisher);
        var peak = PeakMegabytes();
        await using (var db = await OpenAsync(app))
        {
            var known = (int)(await db.Measurements.CountAsync() / 2.4);
            foreach (var rows in new InventedRuns(Month, seed: 1).OfTheLastDay(day, known).Chunk(1_000))
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                new BulkInsert<MeasurementRow>(db).Write(db, rows);
                new BulkInsert<ChangedRuns>(db).Write(db, ChangedRuns.Of(rows, TimeProvider.System.GetUtcNow()));
                await transaction.CommitAsync();
            }
        }

        var more = await TimedAsync(publisher);
        Say($"{whole.Elapsed} {whole.Processor} {peak} {more.Elapsed} {more.Processor} {PeakMegabytes()}");
    }

    /// <summary>The same month as a whole by a process that knows nothing of it; prints seconds, all documents, and those that differ: none may.</summary>
    public static async Task AgainAsync(string data)
    {
        await using var app = await HubAsync(data);
        await using var db = await OpenAsync(app);
        db.Add(ChangedRuns.WholeMonth(Month.First, TimeProvider.System.GetUtcNow()));
        await db.SaveChangesAsync();
        var took = await TimedAsync(app.Services.GetRequiredService<Publisher>());
        var head = await db.PublishedMonths.SingleAsync();
        var documents = await db.Figures.SeenBy(db, Month.First, head.Generation).CountAsync();
        var differ = await db.Figures.CountAsync(row => row.Generation == head.Generation);
        Say($"{took.Elapsed} {documents} {differ}");
    }

    private static async Task<(double Elapsed, double Processor)> TimedAsync(Publisher publisher)
    {
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var isDone = await publisher.PublishAsync(
            line => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds, 7:0.0} s  {line}")),
            CancellationToken.None
        );
        return isDone
            ? (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds)
            : throw new InvalidOperationException("Another process is publishing this store.");
    }

    // As if nothing had been published, and the thirtieth day were still to come.
    private static async Task ForgetAsync(HubDb db)
    {
        await db.Set<Lease>().ExecuteDeleteAsync();
        await db.Set<ChangedRuns>().ExecuteDeleteAsync();
        await db.Figures.ExecuteDeleteAsync();
        await db.PublishedMonths.ExecuteDeleteAsync();
        await db.ScreenedRuns.ExecuteDeleteAsync();
        var lastDay = Month.To.AddDays(-2);
        await db.Measurements.Where(row => row.StartedAt >= lastDay).ExecuteDeleteAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static async Task<WebApplication> HubAsync(string data)
    {
        var app = HubHost.Build(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Data"] = data, ["Urls"] = "http://127.0.0.1:0" },
            builder => builder.Logging.SetMinimumLevel(LogLevel.Error)
        );
        await app.Services.PrepareStoreAsync(CancellationToken.None);
        return app;
    }

    private static async Task<HubDb> OpenAsync(WebApplication app)
    {
        var db = await app.Services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(20));
        return db;
    }

    // What the operating system has seen the process hold at most (Linux).
    private static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1024;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
