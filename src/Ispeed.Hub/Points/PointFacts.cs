using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Points;

/// <summary>What the registry says of a test point that a run was measured at.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Operator">Whose network it stands in; null for a neutral place.</param>
/// <param name="Country">Its country as registered.</param>
/// <param name="FullAt">When it last said that its capacity is used up.</param>
/// <param name="Verdicts">Changes of its own verdict on itself, oldest first.</param>
internal sealed record PointFacts(
    string Name,
    string? Operator,
    string? Country,
    DateTimeOffset? FullAt,
    IReadOnlyList<PointVerdict> Verdicts
)
{
    // A heartbeat tells of the ten seconds before it, and comes up to ten seconds late.
    private static readonly TimeSpan FullFor = TimeSpan.FromSeconds(20);

    /// <summary>By its own check of that time too slow or too inaccurate to measure others.</summary>
    public bool LimitedItselfAt(DateTimeOffset at) => Verdicts.LastOrDefault(verdict => verdict.At <= at)?.LimitsItself ?? false;

    /// <summary>Whether its capacity was used up during a run.</summary>
    public bool WasFull(DateTimeOffset from, DateTimeOffset to) => FullAt is { } full && full >= from - FullFor && full <= to + FullFor;

    /// <summary>All points of the registry by id: some hundreds at most.</summary>
    public static Dictionary<string, PointFacts> ReadAll(HubDb db)
    {
        var verdicts = db
            .PointVerdicts.AsNoTracking()
            .OrderBy(verdict => verdict.At)
            .ToLookup(verdict => verdict.PointId, StringComparer.Ordinal);
        return db
            .Points.Select(point => new
            {
                point.Id,
                point.Name,
                point.Operator,
                point.Country,
                point.FullAt,
            })
            .ToDictionary(
                point => point.Id,
                point => new PointFacts(point.Name, point.Operator, point.Country, point.FullAt, [.. verdicts[point.Id]]),
                StringComparer.Ordinal
            );
    }
}
