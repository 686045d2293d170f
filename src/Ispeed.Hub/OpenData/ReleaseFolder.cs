using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary>
/// The files of all releases, in the folder <c>open-data</c> of the hub's data: made once a release is there, a minute later at most. They can be deleted:
/// the same bytes are made again.
/// </summary>
internal sealed partial class ReleaseFolder(
    DataFolder data,
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    TimeProvider time,
    ILogger<ReleaseFolder> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly string root = data.File("open-data");

    /// <summary>The addresses of a release's files, by name; none while they are not made.</summary>
    public IReadOnlyList<string> LinksOf(ReleaseId id, string pathBase) =>
        [.. NamesOf(id).Select(name => $"{pathBase}/api/v1/releases/{id}/files/{name}")];

    /// <summary>The names of a release's files; none while they are not made.</summary>
    public IReadOnlyList<string> NamesOf(ReleaseId id) =>
        Directory.Exists(FolderOf(id))
            ? [.. Directory.GetFiles(FolderOf(id)).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>A file of a release; null when it has none of this name.</summary>
    public string? Find(ReleaseId id, string name) =>
        NamesOf(id).Contains(name, StringComparer.Ordinal) ? Path.Combine(FolderOf(id), name) : null;

    /// <summary>Makes what is missing.</summary>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var release in await db.Releases.AsNoTracking().ToListAsync(cancellationToken))
        {
            await TakeTiles.OfAsync(db, release, time.GetUtcNow(), cancellationToken);
            var folder = FolderOf(ReleaseId.Of(release));
            if (Directory.Exists(folder))
            {
                continue;
            }

            // Beside its place first, so that a folder is either whole or not there.
            var unfinished = folder + ".unfinished";
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            await WriteRelease.ToAsync(db, release, areas, unfinished, cancellationToken);
            Directory.Move(unfinished, folder);
            Log.Written(log, ReleaseId.Of(release).ToString());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Liveness: ends with the host; what the database or the disk refuses is tried again a minute later.
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await MakeAsync(stoppingToken);
                }
                catch (Exception away) when (away is IOException || StoreFailure.Is(away))
                {
                    Log.Away(log, away); // disk full, or database away
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private string FolderOf(ReleaseId id) => Path.Combine(root, id.ToString());

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Information, "The files of release {Release} are written")]
        public static partial void Written(ILogger logger, string release);

        [LoggerMessage(3302, LogLevel.Warning, "The files of a release could not be written; tried again in a minute")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
