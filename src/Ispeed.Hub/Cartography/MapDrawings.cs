using System.Collections.Frozen;
using System.Diagnostics;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Ispeed.Hub.Cartography;

/// <summary>
/// The maps of this hub, drawn beside the requests when boundaries were imported and when the list of areas changes, and kept. Boundaries are those of
/// today; a month since 1 July 2025 has the same ground.
/// </summary>
internal sealed partial class MapDrawings(
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    TimeProvider time,
    ILogger<MapDrawings> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private volatile FrozenDictionary<string, DrawnMap> maps = FrozenDictionary<string, DrawnMap>.Empty;
    private (int Boundaries, DateTimeOffset? Newest, AreaList List)? seen;

    /// <summary>The country by province; null while no boundaries are imported.</summary>
    public DrawnMap? Country => maps.GetValueOrDefault("");

    /// <summary>A province by commune; null without boundaries of it.</summary>
    public DrawnMap? Province(string code) => code.Length > 0 && maps.GetValueOrDefault(code) is { Areas.Count: > 0 } map ? map : null;

    /// <summary>Draws everything again when something changed since the last look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.AreaBoundaries.AsNoTracking();
        var now = (
            await rows.CountAsync(cancellationToken),
            await rows.MaxAsync(row => (DateTimeOffset?)row.ImportedAt, cancellationToken),
            areas.List
        );
        if (now == seen)
        {
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var communes = await CommunesAsync(rows, cancellationToken);
        var drawn = communes.Count == 0 ? [] : DrawCountry.From(communes, cancellationToken);
        maps = drawn.ToFrozenDictionary(StringComparer.Ordinal);
        seen = now;
        if (communes.Count > 0)
        {
            Log.Drawn(log, communes.Count, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Liveness: ends with the host; a look that the database refuses is made again a minute later.
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception away) when (StoreFailure.Is(away)) // readiness tells people; pages show the maps at hand
            {
                Log.Away(log, away);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<List<(string Code, string Province, Geometry Shape)>> CommunesAsync(
        IQueryable<AreaBoundary> rows,
        CancellationToken cancellationToken
    )
    {
        var today = VietnamTime.DayOf(time.GetUtcNow());
        var reader = new WKBReader();
        var newest = new Dictionary<string, (DateOnly From, string Province, Geometry Shape)>(StringComparer.Ordinal);
        await foreach (var row in rows.Where(row => row.ValidFrom <= today).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (
                areas.Find(row.Code, today) is { Level: AreaLevel.Commune, ProvinceCode: { } province } area
                && areas.GroundOf(area).From <= row.ValidFrom
                && (!newest.TryGetValue(row.Code, out var other) || other.From < row.ValidFrom)
            )
            {
                newest[row.Code] = (row.ValidFrom, province, reader.Read(row.Wkb));
            }
        }

        return [.. newest.Select(pair => (pair.Key, pair.Value.Province, pair.Value.Shape))];
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "Maps of {Communes} communes drawn in {Seconds:0.0} s")]
        public static partial void Drawn(ILogger logger, int communes, double seconds);

        [LoggerMessage(2102, LogLevel.Warning, "Boundaries could not be read; the maps stay as they are")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
