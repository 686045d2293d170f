using System.Text.Json;
using Ispeed.Hub.Measurements;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication.OnRequest;

/// <summary>Which sound runs a figure leaves out, and why.</summary>
internal static class LeftOutRuns
{
    /// <summary>Not a limitation of the run but of what it says: the way to another country.</summary>
    public const string Abroad = "abroad";

    /// <summary>Counts the runs of an area; a reason, and the sum, is told only where enough devices stand behind it.</summary>
    public static async Task<LeftOut> OfAsync(IQueryable<MeasurementRow> rows, CancellationToken cancellationToken)
    {
        var groups = await rows.Sound()
            .Where(row => row.LimitedBy != 0 || row.Place == PointPlace.Abroad)
            .GroupBy(row => new
            {
                row.Device,
                row.LimitedBy,
                IsAbroad = row.Place == PointPlace.Abroad,
            })
            .Select(group => new
            {
                group.Key.Device,
                group.Key.LimitedBy,
                group.Key.IsAbroad,
                Runs = group.Count(),
            })
            .ToListAsync(cancellationToken);
        var reasons = groups
            .SelectMany(group => ReasonsOf(group.LimitedBy, group.IsAbroad), (group, reason) => (Reason: reason, group.Device, group.Runs))
            .GroupBy(one => one.Reason, StringComparer.Ordinal)
            .Select(group => (group.Key, Runs: group.Sum(one => one.Runs), Devices: group.Select(one => one.Device).Distinct().Count()))
            .ToList();
        var withheld = Disclosure.Withhold([.. reasons.Select(reason => reason.Devices)], Disclosure.FewestDevices);
        var devices = groups.Select(group => group.Device).Distinct().Count();
        return new(
            devices is > 0 and < Disclosure.FewestDevices ? null : groups.Sum(group => group.Runs),
            [
                .. reasons
                    .Select(
                        (reason, at) => new LeftOutCount(reason.Key, withheld[at], withheld[at] is Withholding.Shown ? reason.Runs : null)
                    )
                    .OrderByDescending(count => count.Runs ?? 0)
                    .ThenBy(count => count.Reason, StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>A limitation as it is spelt on the wire.</summary>
    public static string WordOf(Limitation limit) => JsonSerializer.SerializeToElement(limit).GetString()!;

    private static IEnumerable<string> ReasonsOf(int limits, bool isAbroad) =>
        LimitationBits.In(limits).Select(WordOf).Concat(isAbroad ? [Abroad] : []);
}
