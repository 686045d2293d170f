using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Points;

/// <summary>Checks what test points sign. Keys never change under an id, so that one that was read once is kept.</summary>
internal sealed class PointKeys(IDbContextFactory<HubDb> databases) : IDisposable
{
    private readonly ConcurrentDictionary<string, KnownPoint> known = new(StringComparer.Ordinal);

    // Keys that are not at hand are read one after the other: hundreds of results that come right after a start share one connection and not take them all.
    private readonly SemaphoreSlim one = new(1);

    /// <summary>The point that a token names, or null when there is none. Nothing is proved by it.</summary>
    public async Task<KnownPoint?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(id, out var point))
        {
            return point;
        }

        await one.WaitAsync(cancellationToken); // Liveness: whoever is before reads one row within its command timeout
        try
        {
            return known.GetValueOrDefault(id) ?? await ReadAsync(id, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose()
    {
        one.Dispose();
        foreach (var point in known.Values)
        {
            point.Dispose();
        }
    }

    private async Task<KnownPoint?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Points.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is not null && PointRules.ReadKey(row.PublicKey) is { } key ? known.GetOrAdd(id, new KnownPoint(id, key)) : null;
    }
}

/// <summary>A registered test point's public key.</summary>
internal sealed class KnownPoint(string id, ECDsa key) : IDisposable
{
    public string Id => id;

    public bool TryRead(string token, out Heartbeat? heartbeat)
    {
        lock (key) // one key object is not promised to serve two threads
        {
            return CompactSignature.TryVerify(token, MeasureJson.Default.Heartbeat, key, Heartbeat.Kind, out heartbeat);
        }
    }

    public bool TryRead(string token, out RunRecord? record)
    {
        lock (key)
        {
            return CompactSignature.TryVerify(token, MeasureJson.Default.RunRecord, key, RunRecord.Kind, out record);
        }
    }

    public void Dispose() => key.Dispose();
}
