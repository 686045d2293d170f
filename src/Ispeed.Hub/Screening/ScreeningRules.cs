using Ispeed.Hub.Operators;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Screening;

/// <summary>
/// The rules that say which whole runs no figure counts (spec/statistics.md, "Screening"). They look at facts alone: the same facts give the same flags.
/// A rule errs on the side of the honest: whoever is flagged wrongly has measured in vain, and one run more in a median of hundreds moves little.
/// </summary>
internal static class ScreeningRules
{
    /// <summary>Goes up with every change of a rule or a number below; figures use the flags of this version alone.</summary>
    public const int Version = 1;

    /// <summary>A result that takes longer to come was kept on the device and may well come from elsewhere.</summary>
    public static readonly TimeSpan HandedInAtOnce = TimeSpan.FromSeconds(90);

    /// <summary>Runs of a device on one day; what comes after them is flagged.</summary>
    public const int MostRunsOfADay = 50;

    /// <summary>Runs in a row from which on their distances say something.</summary>
    public const int FewestForRegularity = 12;

    /// <summary>Standard deviation of the distances over their mean, below which no person keeps.</summary>
    public const double MostRegular = 0.02;

    /// <summary>Flags of a whole run by itself.</summary>
    public static int Of(in ScreeningFacts run) =>
        (run.LimitedBy & Flags.Limitations)
        | If(run.Place is PointPlace.Abroad, Flag.Abroad)
        | If(run.Proof is not Proof.Attested, Flag.NotAttested)
        | If(run is { DownMbps: { } mbps, DownHigh: { } high } && !Throughput.IsKnown(mbps, high), Flag.IntervalUnknown)
        | If(ChangedNetwork(run), Flag.NetworkChanged)
        | If(run.IsForeign, Flag.ForeignNetwork)
        | If(run.DownMbps > FastestDown(run.Access) || run.UpMbps > FastestUp(run.Access), Flag.BeyondTechnology)
        | If(IsNotMobile(run), Flag.NotMobile);

    /// <summary>Adds the flags that a device's other runs of the same local day give a run.</summary>
    /// <param name="ofTheDay">All of them, in order of start; simultaneous ones in an order that does not change.</param>
    /// <param name="flags">One for each.</param>
    public static void AddOfDay(ReadOnlySpan<RunTimes> ofTheDay, Span<int> flags)
    {
        var regular = IsRegular(ofTheDay) ? Flag.TooRegular.Bit() : 0;
        var end = DateTimeOffset.MinValue;
        for (var i = 0; i < ofTheDay.Length; i++)
        {
            var overlaps = i > 0 && ofTheDay[i].StartedAt < end;
            var copies = i > 0 && ofTheDay[i].StartedAt == ofTheDay[i - 1].StartedAt && ofTheDay[i].Bytes == ofTheDay[i - 1].Bytes;
            flags[i] |= regular | If(overlaps || copies, Flag.Duplicate) | If(i >= MostRunsOfADay, Flag.TooMany);
            end = ofTheDay[i].EndedAt > end ? ofTheDay[i].EndedAt : end;
        }
    }

    /// <summary>
    /// What the technology carries at best, Mbit/s down. 2G: EDGE Evolution, two carriers of eight slots at 118.4 kbit/s (3GPP TS 43.064); 3G: DC-HSPA+ with MIMO, release
    /// 9 (TS 25.306); 4G: category 20 (TS 36.306); 5G: three carriers of 100 MHz, 256-QAM, four layers, 2.34 Gbit/s each (TS 38.306 §4.1.2: 4 · 8 · 948/1024 · 273 · 12
    /// symbols in 35.7 µs, 14 % overhead); fixed and Wi-Fi: a port of 10 Gbit/s.
    /// </summary>
    public static double FastestDown(Access access) =>
        access switch
        {
            Access.Mobile2G => 1.9,
            Access.Mobile3G => 84.4,
            Access.Mobile4G => 2_000,
            Access.Mobile5G => 7_000,
            _ => 10_000,
        };

    /// <summary>
    /// Likewise up: EDGE Evolution on one carrier, HSUPA on two (release 9), uplink category 20 of LTE, and of 5G two layers on two carriers of 100 MHz, 1.25 Gbit/s each
    /// (8 % overhead).
    /// </summary>
    public static double FastestUp(Access access) =>
        access switch
        {
            Access.Mobile2G => 0.95,
            Access.Mobile3G => 23,
            Access.Mobile4G => 316,
            Access.Mobile5G => 2_500,
            _ => 10_000,
        };

    /// <summary>
    /// Round trips, ms, that the radio alone needs, with much room so that a good network is never blamed: 4G takes 8 to 10 at best (TR 36.912), 3G some 30 (HSPA with 2 ms
    /// intervals), 2G more than 100 even with EDGE Evolution. 5G has no such bar: its best lies below what a line in the house needs.
    /// </summary>
    public static double ShortestWay(Access access) =>
        access switch
        {
            Access.Mobile2G => 60,
            Access.Mobile3G => 15,
            Access.Mobile4G => 4,
            _ => 0,
        };

    private static bool ChangedNetwork(in ScreeningFacts run) =>
        run is { Network: { } seen, SubmittedFrom: { } from } && seen != from && run.HandedInAfter <= HandedInAtOnce;

    private static bool IsNotMobile(in ScreeningFacts run) =>
        run.Access is Access.Mobile2G or Access.Mobile3G or Access.Mobile4G or Access.Mobile5G
        && (run.SellsMobile is false || run.Line is LineKind.Fixed || run.MinMs < ShortestWay(run.Access));

    private static bool IsRegular(ReadOnlySpan<RunTimes> runs)
    {
        if (runs.Length < FewestForRegularity)
        {
            return false;
        }

        var mean = (runs[^1].StartedAt - runs[0].StartedAt).TotalSeconds / (runs.Length - 1);
        var squares = 0.0;
        for (var i = 1; i < runs.Length; i++)
        {
            var off = (runs[i].StartedAt - runs[i - 1].StartedAt).TotalSeconds - mean;
            squares += off * off;
        }

        return mean > 0 && Math.Sqrt(squares / (runs.Length - 1)) < MostRegular * mean;
    }

    private static int If(bool applies, Flag flag) => applies ? flag.Bit() : 0;
}
