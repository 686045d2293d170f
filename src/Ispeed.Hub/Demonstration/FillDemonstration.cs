using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Demonstration;

/// <summary><c>ispeed-hub demo</c>: fills an empty database with a simulated province, once, as a whole or not at all.</summary>
internal static class FillDemonstration
{
    public static Command Create()
    {
        var command = new Command(
            "demo",
            "Fill an empty database with simulated measurements of Khánh Hòa; every page then says that they are simulated"
        );
        command.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    await RunAsync(app.Services, Console.Error, cancellationToken);
                })
        );
        return command;
    }

    /// <summary>Fills the database when the setting <c>Demonstration</c> is <c>true</c>: for a hub that is started as a demonstration.</summary>
    public static async Task PrepareDemonstrationAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<IConfiguration>().GetValue("Demonstration", false))
        {
            await RunAsync(services, Console.Error, cancellationToken);
        }
    }

    /// <exception cref="StartRefused">Real measurements are there.</exception>
    public static async Task RunAsync(IServiceProvider services, TextWriter progress, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var now = time.GetUtcNow();
        var today = VietnamTime.DayOf(now);
        var communes = services.GetRequiredService<AreaDirectory>().Communes(DemonstrationProvince.Code, today);
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync(cancellationToken);
        await FillAsync(db, new(DemonstrationProvince.UsualSeed, communes, today), now, progress, cancellationToken);
    }

    /// <summary>The number of measurements written; 0 when the demonstration was there before.</summary>
    public static async Task<int> FillAsync(
        HubDb db,
        DemonstrationProvince province,
        DateTimeOffset now,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        if (await db.IsDemonstrationAsync(cancellationToken))
        {
            await progress.WriteLineAsync("The demonstration is filled already.");
            return 0;
        }

        if (await db.Measurements.AnyAsync(cancellationToken))
        {
            throw new StartRefused(
                "This database has real measurements; simulated ones are never mixed with them. Give another folder with --data DIR."
            );
        }

        await MonthPartitions.MakeAsync(
            db,
            VietnamTime.StartOf(province.Months[0]),
            VietnamTime.StartOf(province.Months[^1]),
            cancellationToken
        );

        // One transaction: a demonstration that was interrupted leaves nothing behind.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var written = new BulkInsert<MeasurementRow>(db).Write(db, province.Runs(), Tell);
        db.Add(
            new HubFact
            {
                Name = HubFact.Demonstration,
                Value = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{DemonstrationProvince.Code} {province.Months[0]:yyyy-MM} {province.Months[^1]:yyyy-MM} {written}"
                ),
            }
        );
        db.AddRange(province.Months.Select(month => ChangedRuns.WholeMonth(month, now)));
        await db.SaveChangesAsync(cancellationToken);
        await province.Campaign.AddAsync(db, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await progress.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Demonstration of Khánh Hòa: {written} simulated measurements of {province.Months[0]:yyyy-MM} to {province.Months[^1]:yyyy-MM} are in place."
            )
        );
        return written;

        void Tell(int count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count % 10_000 == 0)
            {
                progress.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"Demonstration of Khánh Hòa: {count} simulated measurements")
                );
            }
        }
    }
}
