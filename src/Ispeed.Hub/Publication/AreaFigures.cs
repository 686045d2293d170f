using Ispeed.Hub.Areas;
using Ispeed.Hub.Demonstration;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication.OnRequest;

internal sealed partial record AreaFigures
{
    /// <summary>The figures of an area, made from its measurements now.</summary>
    public static async Task<AreaFigures> ForAsync(HubDb db, Area area, Period period, CancellationToken cancellationToken)
    {
        // Codes are recycled: what was measured before the area's first day was measured in another place of that code.
        var from = area.ValidFrom > period.First ? area.ValidFrom : period.First;
        var to = area.ValidTo is { } end && end < period.End ? end : period.End;
        var demonstration = await db.IsDemonstrationAsync(cancellationToken);
        var rows = db.Measurements.AsNoTracking().Of(area, VietnamTime.StartOf(from), VietnamTime.StartOf(to), demonstration);
        var failures = await rows.GroupBy(row => new { row.FailurePhase, row.FailureReason })
            .Select(group => new
            {
                group.Key.FailurePhase,
                group.Key.FailureReason,
                Runs = group.Count(),
            })
            .ToListAsync(cancellationToken);
        var runs = Numbered(await rows.Publishable().ToRuns().ToListAsync(cancellationToken));
        var leftOut = await LeftOutRuns.OfAsync(rows, cancellationToken);
        var failed = failures.Where(group => group.FailureReason is not null).OrderByDescending(group => group.Runs);
        var fewest = area.Level is AreaLevel.Commune ? Disclosure.FewestDevicesOfOperatorInCommune : Disclosure.FewestDevices;
        return new(
            area.Code,
            area.ValidFrom,
            period.Name,
            from,
            to,
            Measurement.CurrentMethod,
            TimeProvider.System.GetUtcNow(), // a label of the answer; no figure depends on it
            demonstration,
            failures.Sum(group => group.Runs),
            runs.Count,
            failed.Sum(group => group.Runs),
            [.. failed.Select(group => new FailureCount(group.FailurePhase, group.FailureReason!.Value, group.Runs))],
            leftOut,
            CellOf.Whole(runs),
            AccessesOf(runs, Disclosure.FewestDevices),
            OperatorsOf(runs, fewest),
            area.Level is AreaLevel.Province ? CommunesOf(runs) : []
        );
    }

    private static List<Run> Numbered(List<Run> runs)
    {
        var numbers = new Dictionary<Guid, int>();
        foreach (var run in runs)
        {
            if (!numbers.TryGetValue(run.Device, out var number))
            {
                numbers.Add(run.Device, number = numbers.Count);
            }

            run.DeviceNumber = number;
        }

        runs.Sort((one, other) => one.DeviceNumber.CompareTo(other.DeviceNumber)); // every cell then gets its runs by device
        return runs;
    }

    // Two wholes of parts: everything is fixed, mobile, Wi-Fi and unknown; mobile is 2G to 5G. Each is checked against being subtracted.
    private static List<AccessFigures> AccessesOf(IReadOnlyList<Run> runs, int fewest)
    {
        var top = Parts(runs.GroupBy(run => run.IsMobile ? AccessFigures.Mobile : run.Access.ToWire(), StringComparer.Ordinal), fewest);
        if (top.Find(part => part.Access == AccessFigures.Mobile) is not { } mobile)
        {
            return top;
        }

        var technologies = Parts(runs.Where(run => run.IsMobile).GroupBy(run => run.Access.ToWire(), StringComparer.Ordinal), fewest);
        if (mobile.Cell.Withheld is not Withholding.Shown)
        {
            // What hides the sum must not be added up again from its parts.
            technologies = [.. technologies.Select(part => part with { Cell = CellOf.Part([], mobile.Cell.Withheld) })];
        }

        return [.. top, .. technologies];
    }

    private static List<AccessFigures> Parts(IEnumerable<IGrouping<string, Run>> groups, int fewest)
    {
        var parts = groups.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, Runs: group.ToList())).ToList();
        var withheld = Disclosure.Withhold([.. parts.Select(part => CellOf.DevicesOf(part.Runs))], fewest);
        return [.. parts.Select((part, at) => new AccessFigures(part.Key, CellOf.Part(part.Runs, withheld[at])))];
    }

    private static IReadOnlyList<OperatorFigures> OperatorsOf(IReadOnlyList<Run> runs, int fewest)
    {
        var parts = runs.GroupBy(run => run.Operator, StringComparer.Ordinal)
            .Select(group => (group.Key, Runs: group.ToList(), Devices: CellOf.DevicesOf(group)))
            .ToList();
        var withheld = Disclosure.Withhold([.. parts.Select(part => part.Devices)], fewest);
        return
        [
            .. parts
                .Select((part, at) => (part.Key, part.Runs, part.Devices, Withheld: withheld[at]))
                .OrderByDescending(part => part.Withheld is Withholding.Shown ? part.Devices : 0) // the order must not rank what is hidden
                .ThenBy(part => part.Key, StringComparer.Ordinal)
                .Select(part => new OperatorFigures(
                    part.Key,
                    CellOf.Part(part.Runs, part.Withheld),
                    part.Withheld is Withholding.Shown ? AccessesOf(part.Runs, fewest) : []
                )),
        ];
    }

    private static IReadOnlyList<CommuneFigures> CommunesOf(IReadOnlyList<Run> runs) =>
        [
            .. runs.Where(run => run.Commune is not null)
                .GroupBy(run => run.Commune!, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => CellOf.Commune(group.Key, group.ToList())),
        ];
}
