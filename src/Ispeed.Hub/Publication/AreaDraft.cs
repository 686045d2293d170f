using System.Collections.Concurrent;
using Ispeed.Hub.Screening;
using Ispeed.Measure;
using Ispeed.Statistics;
using Ispeed.Statistics.Comparing;

namespace Ispeed.Hub.Publication;

/// <summary>All cells of an area before anything is hidden: one for each operator and place that occurs.</summary>
/// <param name="Area">Its number in the month.</param>
/// <param name="Cells">Operator number × <see cref="CellPlace.PerOperator"/> + place; null where nobody measured.</param>
/// <param name="Runs">What became of its runs.</param>
/// <param name="Rankings">Of each of <see cref="OperatorRanks.Accesses"/>; null where operators cannot be compared.</param>
internal sealed record AreaDraft(int Area, CellDraft?[] Cells, AreaRuns Runs, OperatorRanking?[] Rankings)
{
    private const int ManyDevices = 50_000; // from here on the quantities of one area are worth a thread each

    /// <param name="runs">The month.</param>
    /// <param name="area">The area's number.</param>
    /// <param name="ofArea">Its runs, valid or not, by device, then by time.</param>
    public static AreaDraft Of(MonthRuns runs, int area, ReadOnlySpan<int> ofArea)
    {
        var samples = new AreaSamples(runs, ofArea);
        var cells = new CellDraft?[samples.Counts.Length];
        for (var place = 0; place < cells.Length; place++)
        {
            cells[place] = samples.Counts[place].Runs == 0 ? null : CellDraft.Empty(samples.Counts[place]);
        }

        if (samples.Devices < ManyDevices)
        {
            var buffer = (SampleBuffer?)null;
            for (var quantity = 0; quantity < MonthRuns.Quantities; quantity++)
            {
                buffer = Add(samples, quantity, cells, buffer);
            }
        }
        else
        {
            // Each quantity has its own place in a cell, so that they do not meet; a buffer for each processor and not for each task, because it is large.
            var buffers = new ConcurrentBag<SampleBuffer>();
            Parallel.For(
                0,
                MonthRuns.Quantities,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
                quantity =>
                {
                    buffers.TryTake(out var free);
                    buffers.Add(Add(samples, quantity, cells, free));
                }
            );
        }

        // One after the other: the samples of a country take as much room as its runs.
        var rankings = OperatorRanks.Accesses.Select(access => OperatorRanks.Of(runs, samples, area, access)).ToArray();
        var room = new GapOfCell.Room();
        for (var place = 0; place < cells.Length; place += CellPlace.PerOperator)
        {
            if (cells[place] is { ValidRuns: > 0 } whole)
            {
                var op = place / CellPlace.PerOperator;
                whole.Campaign = GapOfCell.Of(runs, samples, op, static (in MonthRuns.Facts run) => run.IsInCampaign, room);
                whole.Hosted = GapOfCell.Of(runs, samples, op, static (in MonthRuns.Facts run) => run.IsOnNet, room);
            }
        }

        return new(area, cells, RunsOf(runs, ofArea), rankings);
    }

    private static SampleBuffer Add(AreaSamples samples, int quantity, CellDraft?[] cells, SampleBuffer? room)
    {
        var isSpeed = quantity <= (int)Quantity.Up;
        var buffer = samples.Of(quantity, firstOfDay: false, room);
        for (var place = 0; place < cells.Length; place++)
        {
            cells[place]?.Add(quantity, buffer[place]);
        }

        if (isSpeed)
        {
            samples.Of(quantity, firstOfDay: true, buffer);
            for (var place = 0; place < cells.Length; place++)
            {
                cells[place]?.AddFirstOfDay(quantity, buffer[place]);
            }
        }

        return buffer;
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
