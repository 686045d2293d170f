using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Hub.Areas;
using Ispeed.Statistics;
using Ispeed.Statistics.Planning;

namespace Ispeed.Hub.Coverage;

/// <summary>A run that a plan counts.</summary>
internal sealed record PlannedRun(Guid Device, string Commune, string? Operator, string? Cell, DateTimeOffset StartedAt, double DownMbps);

/// <summary>What a plan says of a commune and operator. Where the count is withheld, the number missing is the least that it can be.</summary>
/// <param name="Withheld">Whether and why the number of devices is not told.</param>
/// <param name="Devices">Devices with a sample; null when withheld.</param>
/// <param name="MissingToOfficial">More, to 300.</param>
/// <param name="MissingToQuarter">More, to a median within ± 25 %; null where the province has too few devices to tell.</param>
/// <param name="MissingToTenth">More, to a median within ± 10 %.</param>
/// <param name="IsAtLeast">The numbers missing are lower bounds, because the count is withheld.</param>
/// <param name="Cells">Cells of the commune; null without boundaries.</param>
/// <param name="ShortCells">Cells that need samples, as H3 indexes: of everyone those below 5 devices; of an operator those where others measured and it has fewer than 10.</param>
/// <param name="ShortTimes">Parts of the week that need samples.</param>
internal sealed record PlanContent(
    Withholding Withheld,
    int? Devices,
    int? MissingToOfficial,
    int? MissingToQuarter,
    int? MissingToTenth,
    bool IsAtLeast,
    int? Cells,
    IReadOnlyList<string> ShortCells,
    IReadOnlyList<WeekPart> ShortTimes
)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public string Write() => JsonSerializer.Serialize(this, Options);

    public static PlanContent Read(string content) =>
        JsonSerializer.Deserialize<PlanContent>(content, Options) ?? throw new JsonException("A stored plan is null.");
}

/// <summary>A part of the week in Viet Nam. The evening is the peak of figures, 18 to 23 h; the night lasts from 23 to 6 h.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WeekPart>))]
internal enum WeekPart
{
    [JsonStringEnumMemberName("weekday-night")]
    WeekdayNight = 0,

    [JsonStringEnumMemberName("weekday-morning")]
    WeekdayMorning = 1,

    [JsonStringEnumMemberName("weekday-afternoon")]
    WeekdayAfternoon = 2,

    [JsonStringEnumMemberName("weekday-evening")]
    WeekdayEvening = 3,

    [JsonStringEnumMemberName("weekend-night")]
    WeekendNight = 4,

    [JsonStringEnumMemberName("weekend-morning")]
    WeekendMorning = 5,

    [JsonStringEnumMemberName("weekend-afternoon")]
    WeekendAfternoon = 6,

    [JsonStringEnumMemberName("weekend-evening")]
    WeekendEvening = 7,
}

/// <summary>The plans of a province's communes.</summary>
internal static class PlanOf
{
    public const string AllOperators = "all";

    private static readonly WeekPart[] Week = Enum.GetValues<WeekPart>();

    /// <summary>One value a device of the province, ascending: what the density at the median is taken from.</summary>
    public static double[] SamplesOf(IEnumerable<PlannedRun> runs) =>
        DeviceSamples.Of(runs.Where(run => run.DownMbps > 0).Select(run => (run.Device, run.DownMbps)));

    /// <summary>The plans of a commune: of all operators first, then of each that has devices in the province.</summary>
    /// <param name="runs">Of the commune.</param>
    /// <param name="operators">Those of the province.</param>
    /// <param name="cells">Those of the commune; null without boundaries.</param>
    /// <param name="density">Of ln speed at the province's median; null where unknown.</param>
    public static IEnumerable<(string Operator, PlanContent Plan)> Commune(
        IReadOnlyList<PlannedRun> runs,
        IReadOnlyList<string> operators,
        IReadOnlyList<string>? cells,
        double? density
    )
    {
        var byCell = DevicesBy(runs, run => run.Cell);
        var everyone = Content(DevicesOf(runs), Withholding.Shown, Disclosure.FewestDevices, density) with
        {
            Cells = cells?.Count,
            ShortCells = [.. cells?.Where(cell => byCell.GetValueOrDefault(cell) < Disclosure.FewestDevices) ?? []],
            ShortTimes = ShortOf(runs, Disclosure.FewestDevices),
        };
        yield return (AllOperators, everyone);

        const int Fewest = Disclosure.FewestDevicesOfOperatorInCommune;
        var measured = cells?.Where(cell => byCell.GetValueOrDefault(cell) >= Disclosure.FewestDevices).ToArray() ?? [];
        var own = operators.Select(one => runs.Where(run => run.Operator == one).ToArray()).ToArray();
        var withheld = Disclosure.Withhold([.. own.Select(DevicesOf)], Fewest);
        for (var at = 0; at < own.Length; at++)
        {
            var ownCells = DevicesBy(own[at], run => run.Cell);
            var plan = Content(DevicesOf(own[at]), withheld[at], Fewest, density);

            // Which cells and hours are short would tell of the few devices that there are.
            yield return (
                operators[at],
                withheld[at] is Withholding.Shown
                    ? plan with
                    {
                        Cells = cells?.Count,
                        ShortCells = [.. measured.Where(cell => ownCells.GetValueOrDefault(cell) < Fewest)],
                        ShortTimes = ShortOf(own[at], Fewest),
                    }
                    : plan
            );
        }
    }

    private static PlanContent Content(int devices, Withholding withheld, int fewest, double? density)
    {
        var known = withheld switch
        {
            Withholding.Shown => devices,
            Withholding.TooFewDevices => fewest - 1,
            _ => (int?)null,
        };
        var plan = known is { } count ? SamplingPlan.Of(count, density) : null;
        return new(
            withheld,
            withheld is Withholding.Shown ? devices : null,
            plan?.ForOfficial,
            plan?.ForQuarter,
            plan?.ForTenth,
            withheld is Withholding.TooFewDevices,
            null,
            [],
            []
        );
    }

    private static int DevicesOf(IEnumerable<PlannedRun> runs) => runs.Select(run => run.Device).Distinct().Count();

    private static Dictionary<string, int> DevicesBy(IEnumerable<PlannedRun> runs, Func<PlannedRun, string?> key) =>
        runs.Where(run => key(run) is not null)
            .GroupBy(run => key(run)!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => DevicesOf(group), StringComparer.Ordinal);

    private static WeekPart[] ShortOf(IEnumerable<PlannedRun> runs, int fewest)
    {
        var devices = runs.GroupBy(run => PartOf(run.StartedAt)).ToDictionary(group => group.Key, group => DevicesOf(group));
        return [.. Week.Where(part => devices.GetValueOrDefault(part) < fewest)];
    }

    internal static WeekPart PartOf(DateTimeOffset instant)
    {
        var here = instant.ToOffset(VietnamTime.Offset);
        var part = here.Hour switch
        {
            >= 23 or < 6 => WeekPart.WeekdayNight,
            < 12 => WeekPart.WeekdayMorning,
            < 18 => WeekPart.WeekdayAfternoon,
            _ => WeekPart.WeekdayEvening,
        };
        return here.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? part + (int)WeekPart.WeekendNight : part;
    }
}
