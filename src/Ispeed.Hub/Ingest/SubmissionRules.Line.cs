using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>The same for what is said of the line besides its speed: latency, loss, and the circumstances of a load.</summary>
internal static partial class SubmissionRules
{
    private const int MostLimits = (int)Limitation.TestPoint; // the last one: each may be named once
    private static readonly string[] Grades = ["A+", "A", "B", "C", "D", "F"];

    /// <summary>A round trip every microsecond: no line does that.</summary>
    private const double MostRpm = 60e6;

    /// <summary>Both sides of a comparison are rounded to three decimals.</summary>
    private const double PrintedStep = 0.0015;

    private static double?[] NumbersOf(Latency latency) =>
        [latency.IdleMs, latency.LoadedDownMs, latency.LoadedUpMs, latency.JitterMs, latency.MinMs, latency.Pdv95Ms, latency.ShortRpm];

    private static double?[] NumbersOf(Loss loss) =>
        [loss.DownPercent, loss.DownLow, loss.DownHigh, loss.UpPercent, loss.UpLow, loss.UpHigh];

    private static bool IsReadable(LoadConditions conditions) =>
        conditions.CongestionControl is not { Length: > LongestName }
        && IsFinite(conditions.ApplicationLimited, conditions.ReceiverLimited, conditions.SenderLimited, conditions.CpuShare);

    private static string? Impossible(Latency latency) =>
        latency switch
        {
            _ when Negative(NumbersOf(latency)) => "a time is negative.",
            { MinMs: { } least } when least > latency.IdleMs + PrintedStep => "the lowest round trip is longer than the median.",
            { ShortRpm: > MostRpm } => "more round trips a minute than any line makes.",
            { Grade: { } grade } when !Grades.Contains(grade, StringComparer.Ordinal) => "the grade is none of A+, A, B, C, D and F.",
            _ => null,
        };

    private static string? Impossible(Loss loss) =>
        loss switch
        {
            { Probes: < 0 } => "the number of datagrams is negative.",
            _ when NumbersOf(loss).Any(percent => percent is < 0 or > 100) => "a share lies outside 0 to 100 per cent.",
            _ when !Holds(loss.DownLow, loss.DownPercent, loss.DownHigh) || !Holds(loss.UpLow, loss.UpPercent, loss.UpHigh) =>
                "a share lies outside its interval, or an interval lacks an end or its share.",
            _ => null,
        };

    private static bool Holds(double? low, double? share, double? high) =>
        (low, share, high) switch
        {
            (null, _, null) => true,
            ({ } from, { } value, { } to) => from <= value + PrintedStep && value <= to + PrintedStep,
            _ => false,
        };

    private static string? Impossible(LoadConditions conditions) =>
        conditions switch
        {
            { MinRttMicros: < 0 } or { BytesRetransmitted: < 0 } or { LongestGapMicros: < 0 } or { CpuShare: < 0 } =>
                "a time, count or share is negative.",
            _ when IsNoShare(conditions.ApplicationLimited)
                    || IsNoShare(conditions.ReceiverLimited)
                    || IsNoShare(conditions.SenderLimited) => "a share of the load lies outside 0 to 1.",
            _ => null,
        };

    private static bool IsNoShare(double? share) => share is < 0 or > 1;
}
