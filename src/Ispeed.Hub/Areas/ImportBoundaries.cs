using System.CommandLine;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Areas;

/// <summary><c>ispeed-hub areas import FILE</c>: boundaries of communes, all or nothing. A hub that runs takes them up within a minute.</summary>
internal static class ImportBoundaries
{
    private const int MostFaultsSaid = 50;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "GeoJSON FeatureCollection in WGS 84; every feature has its commune code as property 'code' or as id",
        };
        var on = new Option<DateOnly?>("--valid-on")
        {
            Description = "The day whose communes these are (default today), for example 2025-07-01",
            HelpName = "DAY",
        };
        var import = new Command("import", "Import boundaries of communes, so that places find their commune") { file, on };
        import.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
                    await using var db = await app
                        .Services.GetRequiredService<IDbContextFactory<HubDb>>()
                        .CreateDbContextAsync(cancellationToken);
                    await using var stream = Open(parsed.GetValue(file)!);
                    var areas = app.Services.GetRequiredService<AreaDirectory>();
                    await RunAsync(db, areas, stream, parsed.GetValue(on) ?? VietnamTime.DayOf(now), now, Console.Error, cancellationToken);
                })
        );
        return new Command("areas", "The communes that this hub knows") { import };
    }

    /// <summary>The number of boundaries written. A boundary that was there before for the same commune and version is replaced.</summary>
    /// <exception cref="StartRefused">The file is not good as a whole; the message names every fault.</exception>
    public static async Task<int> RunAsync(
        HubDb db,
        AreaDirectory areas,
        Stream file,
        DateOnly validOn,
        DateTimeOffset now,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        if (BoundaryFile.Read(file, out var why) is not { } features)
        {
            throw new StartRefused($"The file is not a GeoJSON FeatureCollection: {why}");
        }

        var (rows, faults) = BoundaryFile.Check(
            features,
            areas,
            validOn,
            now,
            done =>
            {
                if (done % 500 == 0)
                {
                    progress.WriteLine($"{done} of {features.Count} boundaries checked");
                }
            }
        );
        if (faults.Count > 0)
        {
            var more = faults.Count > MostFaultsSaid ? $"\n… and {faults.Count - MostFaultsSaid} more" : "";
            throw new StartRefused(
                $"Nothing was imported: {faults.Count} of {features.Count} features are not good.\n{string.Join('\n', faults.Take(MostFaultsSaid))}{more}"
            );
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var version in rows.GroupBy(row => row.ValidFrom))
        {
            foreach (var codes in version.Select(row => row.Code).Chunk(500))
            {
                await db
                    .AreaBoundaries.Where(row => row.ValidFrom == version.Key && codes.Contains(row.Code))
                    .ExecuteDeleteAsync(cancellationToken);
            }
        }

        db.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await progress.WriteLineAsync($"{rows.Count} boundaries imported");
        return rows.Count;
    }

    private static FileStream Open(FileInfo file)
    {
        try
        {
            return file.OpenRead();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"'{file.FullName}' cannot be read: {refused.Message}", refused);
        }
    }
}
