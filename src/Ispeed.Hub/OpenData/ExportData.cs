using System.CommandLine;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary><c>ispeed-hub export-data --release 2026-11.1 --out DIR</c>: the files of a release, as the hub offers them.</summary>
internal static class ExportData
{
    private static readonly Option<string> Which = new("--release")
    {
        Description = "Month and number of the release, for example 2026-11.1",
        HelpName = "ID",
        Required = true,
    };

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "Folder for the files; made when it is missing",
        HelpName = "DIR",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "export-data",
            "Writes the files of a release: CSV, Parquet, GeoJSON, tiles, dictionary, licence, checksums."
        )
        {
            Which,
            Out,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    await WriteAsync(
                        app.Services,
                        parsed.GetRequiredValue(Which),
                        parsed.GetRequiredValue(Out).FullName,
                        cancellationToken
                    );
                })
        );
        return command;
    }

    private static async Task WriteAsync(IServiceProvider services, string which, string folder, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync(cancellationToken);
        var release = ReleaseId.TryParse(which, out var id)
            ? await db
                .Releases.AsNoTracking()
                .FirstOrDefaultAsync(one => one.Month == id.Month && one.Number == id.Number, cancellationToken)
            : null;
        if (release is null)
        {
            var known = (await db.Releases.AsNoTracking().ToListAsync(cancellationToken))
                .Select(one => ReleaseId.Of(one).ToString())
                .Order(StringComparer.Ordinal);
            throw new StartRefused($"There is no release '{which}'. There are: {string.Join(", ", known.DefaultIfEmpty("none"))}.");
        }

        await TakeTiles.OfAsync(db, release, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellationToken);
        foreach (
            var name in await WriteRelease.ToAsync(db, release, services.GetRequiredService<AreaDirectory>(), folder, cancellationToken)
        )
        {
            Console.WriteLine(Path.Combine(folder, name));
        }

        var note = new AuditNote(Author.CommandLine, AuditAct.Exported, $"release {ReleaseId.Of(release)}");
        await db.SaveWithAsync(note, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellationToken);
    }
}
