using Ispeed.Statistics;

namespace Ispeed.Hub.Publication.OnRequest;

/// <summary>From the runs of a cell to what is published of it.</summary>
internal static class CellOf
{
    private static readonly int[] Thresholds = [10, 40, 100];

    public static int DevicesOf(IEnumerable<Run> runs) => runs.Select(run => run.DeviceNumber).Distinct().Count();

    /// <summary>A cell that may be shown, or one that only says why it is not.</summary>
    public static Cell Part(IReadOnlyCollection<Run> runs, Withholding withheld) =>
        withheld is Withholding.Shown
            ? Shown(runs)
            : new(withheld, null, null, Tier.None, null, null, null, null, null, null, null, null, null, null);

    /// <summary>The whole area: its count is shown even when its values are not.</summary>
    public static Cell Whole(IReadOnlyCollection<Run> runs)
    {
        var devices = DevicesOf(runs);
        return devices >= Disclosure.FewestDevices
            ? Shown(runs)
            : Part(runs, Withholding.TooFewDevices) with
            {
                Runs = runs.Count,
                Samples = devices,
                MissingToOfficial = Tiers.MissingToOfficial(devices),
            };
    }

    public static CommuneFigures Commune(string code, IReadOnlyCollection<Run> runs)
    {
        var down = Samples(runs, run => run.DownMbps);
        var withheld = down.Length < Disclosure.FewestDevices ? Withholding.TooFewDevices : Withholding.Shown;
        return new(
            code,
            down.Length,
            Tiers.Of(down.Length),
            Tiers.MissingToOfficial(down.Length),
            withheld,
            Summary.Of(down).Median,
            Summary.Of(Samples(runs, run => run.UpMbps)).Median
        );
    }

    private static Cell Shown(IReadOnlyCollection<Run> runs)
    {
        var down = Samples(runs, run => run.DownMbps);
        return new(
            Withholding.Shown,
            runs.Count,
            down.Length,
            Tiers.Of(down.Length),
            Tiers.MissingToOfficial(down.Length),
            SpeedOf(down),
            SpeedOf(Samples(runs, run => run.UpMbps)),
            Median(runs, run => run.IdleMs),
            Median(runs, run => run.LoadedDownMs),
            Median(runs, run => run.LoadedUpMs),
            Median(runs, run => run.JitterMs),
            Median(runs, run => run.Pdv95Ms),
            Median(runs, run => run.LossDownPercent),
            Median(runs, run => run.LossUpPercent)
        );
    }

    private static Speed? SpeedOf(double[] ascending)
    {
        var summary = Summary.Of(ascending);
        return summary.Median is { } median
            ? new(
                summary.Count,
                median,
                summary.P10,
                summary.P90,
                [
                    .. Thresholds
                        .Select(threshold => (threshold, Estimate: ShareEstimate.AtLeast(ascending, threshold)))
                        .Select(pair => new SpeedShare(
                            pair.threshold,
                            pair.Estimate.Share,
                            pair.Estimate.Interval.Low,
                            pair.Estimate.Interval.High
                        )),
                ]
            )
            : null;
    }

    private static QuantileEstimate? Median(IReadOnlyCollection<Run> runs, Func<Run, double?> value) =>
        Summary.Of(Samples(runs, value)).Median;

    private static double[] Samples(IReadOnlyCollection<Run> runs, Func<Run, double?> value) =>
        DeviceSamples.Of(runs.Where(run => value(run) is not null).Select(run => (run.DeviceNumber, value(run)!.Value)));
}
