using Ispeed.Hub.Screening;
using Ispeed.Measure;
using Ispeed.Statistics;

namespace Ispeed.Hub.Publication;

/// <summary>All cells of an area before anything is hidden: one for each operator and place that occurs.</summary>
/// <param name="Area">Its number in the month.</param>
/// <param name="Cells">Operator number × <see cref="CellPlace.PerOperator"/> + place; null where nobody measured.</param>
/// <param name="Runs">What became of its runs.</param>
internal sealed record AreaDraft(int Area, CellDraft?[] Cells, AreaRuns Runs)
{
    /// <param name="runs">The month.</param>
    /// <param name="area">The area's number.</param>
    /// <param name="ofArea">Its runs, valid or not, by device, then by time.</param>
    public static AreaDraft Of(MonthRuns runs, int area, ReadOnlySpan<int> ofArea)
    {
        var places = runs.Operators.Count * CellPlace.PerOperator;
        var (all, valid) = (new int[places], new int[places + 1]);
        Span<int> of = stackalloc int[12];
        foreach (var run in ofArea)
        {
            foreach (var place in of[..PlacesOf(runs[run], of)])
            {
                all[place]++;
                valid[place + 1] += runs[run].IsValid ? 1 : 0;
            }
        }

        for (var place = 0; place < places; place++)
        {
            valid[place + 1] += valid[place];
        }

        var (sorted, next) = (new int[valid[^1]], valid.AsSpan(0, places).ToArray());
        foreach (var run in ofArea)
        {
            if (runs[run].IsValid)
            {
                foreach (var place in of[..PlacesOf(runs[run], of)])
                {
                    sorted[next[place]++] = run;
                }
            }
        }

        var cells = new CellDraft?[places];
        var work = new CellBuffers();
        for (var place = 0; place < places; place++)
        {
            var ofCell = sorted.AsSpan(valid[place], valid[place + 1] - valid[place]);
            cells[place] =
                all[place] == 0 ? null
                : ofCell.IsEmpty ? CellDraft.Empty(all[place])
                : CellDraft.Of(
                    runs,
                    ofCell,
                    all[place],
                    place % CellPlace.PerOperator == CellPlace.Of(CellPlace.AllAccesses, peak: false),
                    work
                );
        }

        return new(area, cells, RunsOf(runs, ofArea));
    }

    // A run is in up to twelve cells: its operator and all, its access, mobile and all, the whole day and the peak.
    private static int PlacesOf(in MonthRuns.Facts run, Span<int> into)
    {
        var count = 0;
        for (var hours = 0; hours < (run.IsPeak ? 2 : 1); hours++)
        {
            for (var op = 0; op < 2; op++)
            {
                var start = (op == 0 ? 0 : run.Operator) * CellPlace.PerOperator;
                into[count++] = start + CellPlace.Of(CellPlace.AllAccesses, hours == 1);
                into[count++] = start + CellPlace.Of(CellPlace.Of(run.Access), hours == 1);
                if (run.IsMobile)
                {
                    into[count++] = start + CellPlace.Of(CellPlace.Mobile, hours == 1);
                }
            }
        }

        return count;
    }

    private static AreaRuns RunsOf(MonthRuns runs, ReadOnlySpan<int> ofArea)
    {
        var failures = new Dictionary<(RunPhase?, FailureReason), int>();
        var reasons = new SortedDictionary<Flag, (int Runs, HashSet<int> Devices)>();
        var devices = new HashSet<int>();
        var (valid, leftOut) = (0, 0);
        foreach (var at in ofArea)
        {
            ref readonly var run = ref runs[at];
            if (run.Failure is { } reason)
            {
                failures[(run.FailedIn, reason)] = failures.GetValueOrDefault((run.FailedIn, reason)) + 1;
            }
            else if (run.Flags != 0)
            {
                leftOut++;
                devices.Add(run.Device);
                foreach (var flag in Flags.In(run.Flags))
                {
                    var (count, ofFlag) = reasons.GetValueOrDefault(flag, (0, []));
                    ofFlag.Add(run.Device);
                    reasons[flag] = (count + 1, ofFlag);
                }
            }

            valid += run.IsValid ? 1 : 0;
        }

        var withheld = Disclosure.Withhold([.. reasons.Values.Select(reason => reason.Devices.Count)], Disclosure.FewestDevices);
        return new(
            ofArea.Length,
            valid,
            failures.Values.Sum(),
            [
                .. failures
                    .OrderByDescending(pair => pair.Value)
                    .ThenBy(pair => pair.Key)
                    .Select(pair => new FailureCount(pair.Key.Item1, pair.Key.Item2, pair.Value)),
            ],
            new(
                devices.Count is > 0 and < Disclosure.FewestDevices ? null : leftOut,
                [
                    .. reasons
                        .Select(
                            (pair, at) =>
                                new LeftOutCount(
                                    pair.Key.ToWire(),
                                    withheld[at],
                                    withheld[at] is Withholding.Shown ? pair.Value.Runs : null
                                )
                        )
                        .OrderByDescending(count => count.Runs ?? 0)
                        .ThenBy(count => count.Reason, StringComparer.Ordinal),
                ]
            )
        );
    }
}
