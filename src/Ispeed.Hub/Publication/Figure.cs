using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Measure;
using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Hub.Publication;

/// <summary>Of what kind of area a figure is. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FigureLevel>))]
internal enum FigureLevel
{
    [JsonStringEnumMemberName("nation")]
    Nation = 0,

    [JsonStringEnumMemberName("province")]
    Province = 1,

    [JsonStringEnumMemberName("district")]
    District = 2,

    [JsonStringEnumMemberName("commune")]
    Commune = 3,
}

/// <summary>A published cell with its place among all: month × area × operator × access × hours.</summary>
internal sealed record Figure(
    DateOnly Month,
    FigureLevel Level,
    string AreaCode,
    DateOnly AreaFrom,
    string? ParentCode,
    string Operator,
    Cell Cell
)
{
    /// <summary>The whole country, as an area.</summary>
    public const string Nation = "VN";

    /// <summary>All operators together.</summary>
    public const string AllOperators = "all";

    /// <summary>Networks that no operator of the table runs, and runs whose network is unknown.</summary>
    public const string OtherOperators = "other";

    /// <summary>All accesses together.</summary>
    public const string AllAccesses = "all";

    /// <summary>The sum of 2G to 5G.</summary>
    public const string Mobile = "mobile";

    /// <summary>The whole day.</summary>
    public const string AllHours = "all";

    /// <summary>From 18:00 to 23:00 in Viet Nam.</summary>
    public const string PeakHours = "peak";

    /// <summary>The first day of the whole country as an area: the Socialist Republic of Viet Nam, 2 July 1976.</summary>
    public static readonly DateOnly NationFrom = new(1976, 7, 2);
}

/// <summary>What is stored of one area and operator.</summary>
/// <param name="Cells">By access and hours; a cell that nobody measured in does not occur.</param>
/// <param name="Runs">For all operators together: what became of the runs that named this area.</param>
/// <param name="Rankings">For all operators together: where they stand; null where they cannot be compared.</param>
internal sealed record FigureContent(IReadOnlyList<Cell> Cells, AreaRuns? Runs, IReadOnlyList<Ranking>? Rankings)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Write() => JsonSerializer.Serialize(this, Options);

    public static FigureContent Read(string content) =>
        JsonSerializer.Deserialize<FigureContent>(content, Options) ?? throw new JsonException("A stored figure is null.");
}

/// <summary>All runs of an area.</summary>
/// <param name="Raw">Whole or failed, proved or not.</param>
/// <param name="Valid">Whole, and flagged with nothing: what the figures are made of.</param>
/// <param name="Failed">Ended with a failure.</param>
/// <param name="Failures">The failed ones by phase and reason, most frequent first.</param>
/// <param name="LeftOut">Whole runs that no figure counts, by the flag that they carry; a run with two flags is in both.</param>
internal sealed record AreaRuns(int Raw, int Valid, int Failed, IReadOnlyList<FailureCount> Failures, LeftOut LeftOut)
{
    public static AreaRuns None { get; } = new(0, 0, 0, [], new(0, []));
}

/// <summary>Runs that failed in one phase for one reason.</summary>
internal sealed record FailureCount(RunPhase? Phase, FailureReason Reason, int Runs);

/// <summary>Whole runs that figures leave out.</summary>
/// <param name="Runs">How many; null where they come from too few devices to be told.</param>
/// <param name="Reasons">By flag, most frequent first.</param>
internal sealed record LeftOut(int? Runs, IReadOnlyList<LeftOutCount> Reasons);

/// <summary>Runs that are left out for one reason.</summary>
/// <param name="Reason">A flag as it is spelt on the wire.</param>
/// <param name="Withheld">Whether and why the number is not told.</param>
/// <param name="Runs">How many; null when withheld.</param>
internal sealed record LeftOutCount(string Reason, Withholding Withheld, int? Runs);

/// <summary>One cell. Where it is withheld or below six samples, its figures are null, and the reason says why.</summary>
/// <param name="Access">An access as it is spelt on the wire, <see cref="Figure.AllAccesses"/> or <see cref="Figure.Mobile"/>.</param>
/// <param name="Hours"><see cref="Figure.AllHours"/> or <see cref="Figure.PeakHours"/>.</param>
/// <param name="Withheld">Whether and why it is not shown.</param>
/// <param name="Runs">All runs of the cell, whole or failed, flagged or not; null when withheld.</param>
/// <param name="ValidRuns">Those that its figures are made of; null when withheld.</param>
/// <param name="Devices">Devices with a valid run; null when withheld.</param>
/// <param name="Samples">n: devices with a download figure; null when withheld, except for a whole area, whose count people work towards.</param>
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
/// <param name="Campaign">How runs within campaigns differ from the others; null where either has too few devices.</param>
/// <param name="Hosted">How runs against points in the operator's own network differ from those against others; likewise.</param>
internal sealed record Cell(
    string Access,
    string Hours,
    Withholding Withheld,
    int? Runs,
    int? ValidRuns,
    int? Devices,
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
    QuantileEstimate? LossUpPercent,
    Gap? Campaign,
    Gap? Hosted
)
{
    /// <summary>A cell of which only the reason is told why it is not shown.</summary>
    public static Cell Hidden(string access, string hours, Withholding why) =>
        new(access, hours, why, null, null, null, null, Tier.None, null, null, null, null, null, null, null, null, null, null, null, null);
}

/// <summary>One direction in Mbit/s.</summary>
/// <param name="Samples">Devices that have this direction.</param>
/// <param name="Estimator">Whether the median is the area's own, or drawn towards the areas of its kind.</param>
/// <param name="Median">With its 95 % interval; a value without interval is for orientation only.</param>
/// <param name="LocalEvidence">γ: the share of the area's own samples in the median, 1 for a direct one.</param>
/// <param name="Mean">The mean of the samples, for comparison with publications of means: a few fast lines move it.</param>
/// <param name="P10">Nine of ten devices are faster; null below 36 samples.</param>
/// <param name="P90">One of ten devices is faster; null below 36 samples.</param>
/// <param name="Shares">Share of devices that reach 1, 5, 10, 30, 40 and 100 Mbit/s.</param>
/// <param name="FirstOfDay">The median by the second rule: of each device the first run of each day.</param>
/// <param name="FirstOfDayGap">How far it lies from the median of the first rule, relative.</param>
/// <param name="IsGapFlagged">Whether that is more than 5 %: then what made people measure has moved the figure.</param>
internal sealed record Speed(
    int Samples,
    Estimator Estimator,
    QuantileEstimate? Median,
    double? LocalEvidence,
    double? Mean,
    QuantileEstimate? P10,
    QuantileEstimate? P90,
    IReadOnlyList<SpeedShare> Shares,
    double? FirstOfDay,
    double? FirstOfDayGap,
    bool IsGapFlagged
);

/// <summary>The share of devices, 0 to 1, that reach a speed, with its 95 % interval.</summary>
internal sealed record SpeedShare(int Mbps, double Share, double Low, double High);

/// <summary>Two groups of devices of one cell beside each other.</summary>
/// <param name="Samples">Devices of the group.</param>
/// <param name="OtherSamples">Devices of the rest.</param>
/// <param name="Ratio">Median of the group over that of the rest.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record Gap(int Samples, int OtherSamples, double Ratio, double? Low, double? High);
