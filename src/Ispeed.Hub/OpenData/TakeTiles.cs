using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary>Makes the tiles of a release, once: from then on they are part of it.</summary>
internal static class TakeTiles
{
    /// <summary>Tiles of fewer devices or days are joined with their small neighbours into the next coarser tile, down to this zoom (some 40 km); what is small even there is left out.</summary>
    private const int CoarsestZoom = 10;

    private const int FewestDays = 3;

    /// <summary>Makes them where they are missing.</summary>
    public static async Task OfAsync(HubDb db, Release release, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(db, release, cancellationToken))
        {
            return;
        }

        var (start, finish) = (VietnamTime.StartOf(release.Month), VietnamTime.StartOf(release.Month.AddMonths(1)));
        var runs = await db
            .Measurements.AsNoTracking()
            .StartedBetween(start, finish)
            .Publishable()
            .Where(row => row.IsDemonstration == release.IsDemonstration && row.Cell != null && row.UpMbps != null && row.IdleMs != null)
            .Select(row => new LocatedRun(
                row.Device,
                row.Cell!,
                row.Access,
                row.StartedAt,
                row.DownMbps!.Value,
                row.UpMbps!.Value,
                row.IdleMs!.Value,
                row.LoadedDownMs,
                row.LoadedUpMs
            ))
            .ToListAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(
            new TilesTaken
            {
                Month = release.Month,
                Number = release.Number,
                TakenAt = now,
            }
        );
        db.AddRange(Of(runs, release));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (StoreFailure.IsConflict(taken))
        {
            // another process took them at the same time: theirs are the release's
        }

        db.ChangeTracker.Clear();
    }

    public static Task<bool> IsTakenAsync(HubDb db, Release release, CancellationToken cancellationToken) =>
        db.Set<TilesTaken>().AnyAsync(row => row.Month == release.Month && row.Number == release.Number, cancellationToken);

    internal static IEnumerable<TileRow> Of(IEnumerable<LocatedRun> runs, Release release)
    {
        var left = runs.Select(run => (Tile: Quadkey.OfCell(run.Cell), Network: NetworkOf(run.Access), Run: run))
            .Where(one => one.Tile is not null && one.Network is not null)
            .GroupBy(one => (Tile: one.Tile!, Network: one.Network!), one => one.Run)
            .Select(group => (group.Key.Tile, group.Key.Network, Runs: group.ToList()))
            .ToList();
        for (var zoom = Quadkey.FinestZoom; zoom >= CoarsestZoom && left.Count > 0; zoom--)
        {
            foreach (
                var (tile, network, own) in left.Where(one => IsLarge(one.Runs))
                    .OrderBy(one => one.Network, StringComparer.Ordinal)
                    .ThenBy(one => one.Tile, StringComparer.Ordinal)
            )
            {
                yield return RowOf(tile, network, own, release);
            }

            left =
            [
                .. left.Where(one => !IsLarge(one.Runs))
                    .GroupBy(one => (Tile: one.Tile[..^1], one.Network))
                    .Select(group => (group.Key.Tile, group.Key.Network, Runs: group.SelectMany(one => one.Runs).ToList())),
            ];
        }
    }

    private static bool IsLarge(List<LocatedRun> runs) =>
        runs.Select(run => run.Device).Distinct().Count() >= Disclosure.FewestDevices
        && runs.Select(run => VietnamTime.DayOf(run.StartedAt)).Distinct().Count() >= FewestDays;

    private static string? NetworkOf(Access access) =>
        access.IsMobile() ? "mobile"
        : access is Access.Fixed or Access.WiFi ? "fixed"
        : null;

    private static TileRow RowOf(string tile, string network, List<LocatedRun> runs, Release release) =>
        new()
        {
            Month = release.Month,
            Number = release.Number,
            Quadkey = tile,
            Network = network,
            DownKbps = (long)Math.Round(runs.Average(run => run.DownMbps) * 1000),
            UpKbps = (long)Math.Round(runs.Average(run => run.UpMbps) * 1000),
            IdleMs = (long)Math.Round(runs.Average(run => run.IdleMs)),
            LoadedDownMs = Mean(runs.Select(run => run.LoadedDownMs)),
            LoadedUpMs = Mean(runs.Select(run => run.LoadedUpMs)),
            Tests = runs.Count,
            Devices = runs.Select(run => run.Device).Distinct().Count(),
        };

    private static long? Mean(IEnumerable<double?> values) => values.Average() is { } mean ? (long)Math.Round(mean) : null;

    internal sealed record LocatedRun(
        Guid Device,
        string Cell,
        Access Access,
        DateTimeOffset StartedAt,
        double DownMbps,
        double UpMbps,
        double IdleMs,
        double? LoadedDownMs,
        double? LoadedUpMs
    );
}
