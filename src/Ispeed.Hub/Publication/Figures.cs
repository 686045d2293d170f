using Ispeed.Measure;
using Ispeed.Statistics;

namespace Ispeed.Hub.Publication.OnRequest;

/// <summary>The published figures of an area in a period. Medians carry their n, interval and method; nothing is a naked number.</summary>
/// <param name="AreaCode">The area in the version of <paramref name="AreaValidFrom"/>.</param>
/// <param name="AreaValidFrom">Codes were given out anew: the day tells which area is meant.</param>
/// <param name="Period">Name of the period.</param>
/// <param name="From">Its first day, not before the area's own.</param>
/// <param name="To">The first day after it.</param>
/// <param name="Method">The version of the method of measurement and of these estimates.</param>
/// <param name="ComputedAt">When these figures were made.</param>
/// <param name="IsDemonstration">Made of simulated measurements.</param>
/// <param name="RawRuns">All runs that named this area, whole or failed, proved or not.</param>
/// <param name="ValidRuns">Whole runs proved from both sides, bounded by nothing but the line: what the figures are made of.</param>
/// <param name="FailedRuns">Runs that ended with a failure.</param>
/// <param name="Failures">The failed runs by phase and reason, most frequent first.</param>
/// <param name="LeftOut">Whole and proved runs that do not show the line of the place, by reason; a run with two reasons is in both.</param>
/// <param name="All">Everything together.</param>
/// <param name="ByAccess">One cell an access that occurs, and the sum of the mobile ones.</param>
/// <param name="ByOperator">One an operator that occurs, most samples first.</param>
/// <param name="Communes">Of a province: its communes that have runs, by code.</param>
internal sealed partial record AreaFigures(
    string AreaCode,
    DateOnly AreaValidFrom,
    string Period,
    DateOnly From,
    DateOnly To,
    string Method,
    DateTimeOffset ComputedAt,
    bool IsDemonstration,
    int RawRuns,
    int ValidRuns,
    int FailedRuns,
    IReadOnlyList<FailureCount> Failures,
    LeftOut LeftOut,
    Cell All,
    IReadOnlyList<AccessFigures> ByAccess,
    IReadOnlyList<OperatorFigures> ByOperator,
    IReadOnlyList<CommuneFigures> Communes
);

/// <summary>Runs that failed in one phase for one reason.</summary>
internal sealed record FailureCount(RunPhase? Phase, FailureReason Reason, int Runs);

/// <summary>Whole and proved runs that figures leave out.</summary>
/// <param name="Runs">How many; null where they come from too few devices to be told.</param>
/// <param name="Reasons">By reason, most frequent first.</param>
internal sealed record LeftOut(int? Runs, IReadOnlyList<LeftOutCount> Reasons);

/// <summary>Runs that are left out for one reason.</summary>
/// <param name="Reason">A limitation as it is spelt on the wire, or <c>abroad</c>.</param>
/// <param name="Withheld">Whether and why the number is not told.</param>
/// <param name="Runs">How many; null when withheld.</param>
internal sealed record LeftOutCount(string Reason, Withholding Withheld, int? Runs);

/// <summary>An access, or <c>mobile</c>: the sum of 2G to 5G.</summary>
internal sealed record AccessFigures(string Access, Cell Cell)
{
    public const string Mobile = "mobile";
}

/// <summary>An operator over all accesses, and by access. Null for networks that no operator of the table runs.</summary>
internal sealed record OperatorFigures(string? Operator, Cell Cell, IReadOnlyList<AccessFigures> ByAccess);

/// <summary>A commune in its province's list: how much is known, and the median where enough is.</summary>
internal sealed record CommuneFigures(
    string Code,
    int Samples,
    Tier Tier,
    int MissingToOfficial,
    Withholding Withheld,
    QuantileEstimate? DownMbps,
    QuantileEstimate? UpMbps
);

/// <summary>One cell. Where it is withheld or below six samples, the figures are null and the reason says why.</summary>
/// <param name="Withheld">Whether and why it is not shown.</param>
/// <param name="Runs">Valid runs; null when withheld.</param>
/// <param name="Samples">n: one a device; null when withheld, except for the whole area, whose count campaigns work towards.</param>
/// <param name="Tier">How much may be said from n.</param>
/// <param name="MissingToOfficial">Samples missing to 300; null when n is.</param>
/// <param name="Down">Download, Mbit/s.</param>
/// <param name="Up">Upload, Mbit/s.</param>
/// <param name="IdleMs">Round-trip time on the quiet line, median.</param>
/// <param name="LoadedDownMs">Round-trip time while the download fills the line, median.</param>
/// <param name="LoadedUpMs">Round-trip time while the upload fills the line, median.</param>
/// <param name="JitterMs">Median.</param>
/// <param name="Pdv95Ms">95th percentile of packet delay variation on the quiet line, median over devices.</param>
/// <param name="LossDownPercent">Median.</param>
/// <param name="LossUpPercent">Median.</param>
internal sealed record Cell(
    Withholding Withheld,
    int? Runs,
    int? Samples,
    Tier Tier,
    int? MissingToOfficial,
    Speed? Down,
    Speed? Up,
    QuantileEstimate? IdleMs,
    QuantileEstimate? LoadedDownMs,
    QuantileEstimate? LoadedUpMs,
    QuantileEstimate? JitterMs,
    QuantileEstimate? Pdv95Ms,
    QuantileEstimate? LossDownPercent,
    QuantileEstimate? LossUpPercent
);

/// <summary>One direction in Mbit/s.</summary>
/// <param name="Samples">Devices that have this direction.</param>
/// <param name="Median">With its 95 % interval.</param>
/// <param name="P10">Nine of ten devices are faster.</param>
/// <param name="P90">One of ten devices is faster.</param>
/// <param name="Shares">Share of devices that reach 10, 40 and 100 Mbit/s.</param>
internal sealed record Speed(
    int Samples,
    QuantileEstimate Median,
    QuantileEstimate? P10,
    QuantileEstimate? P90,
    IReadOnlyList<SpeedShare> Shares
);

/// <summary>The share of devices, 0 to 1, that reach a speed.</summary>
internal sealed record SpeedShare(int Mbps, double Share, double Low, double High);
