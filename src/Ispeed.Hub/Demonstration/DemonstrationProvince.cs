using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Measure;

namespace Ispeed.Hub.Demonstration;

/// <summary>
/// Khánh Hòa as it could be: devices in all its communes that measure over three months. The same seed and days give the same rows. Communes are
/// of very different size, so that every tier of evidence shows, from too few to be assessed to far above 300 samples.
/// </summary>
internal sealed class DemonstrationProvince
{
    public const string Code = "56";
    public const ulong UsualSeed = 56_2025;

    // Share of runs by hour of the day. 6 to 11 and 18 to 23 weigh the same: see SimulatedRun.HourEffect.
    private static readonly (int Hour, double Weight)[] Hours =
    [
        (0, 1.2),
        (1, 0.6),
        (2, 0.4),
        (3, 0.3),
        (4, 0.3),
        (5, 0.7),
        (6, 4),
        (7, 6),
        (8, 8),
        (9, 8.5),
        (10, 7),
        (11, 5.5),
        (12, 5),
        (13, 4.5),
        (14, 4.5),
        (15, 4.5),
        (16, 5),
        (17, 5),
        (18, 5.5),
        (19, 8),
        (20, 9),
        (21, 8.5),
        (22, 5.5),
        (23, 2.5),
    ];

    private static readonly Dictionary<string, int> Cities = new(StringComparer.Ordinal)
    {
        ["22366"] = 1900, // Nha Trang
        ["22333"] = 900,
        ["22390"] = 900,
        ["22402"] = 800,
        ["22759"] = 850, // Phan Rang
        ["22420"] = 450, // Cam Ranh
    };

    /// <summary>Where hardly anybody has measured yet: devices, whatever the seed.</summary>
    private static readonly Dictionary<string, int> Forgotten = new(StringComparer.Ordinal)
    {
        ["22720"] = 3,
        ["22732"] = 4,
        ["22900"] = 5,
        ["22736"] = 12,
    };

    private readonly ulong seed;
    private readonly IReadOnlyList<Area> communes;
    private readonly LineModel lines;
    private readonly DateOnly yesterday;

    /// <param name="seed">Same seed, same province.</param>
    /// <param name="communes">The communes of Khánh Hòa.</param>
    /// <param name="today">Nothing is simulated from this day on; the three months end with the month of the day before.</param>
    public DemonstrationProvince(ulong seed, IReadOnlyList<Area> communes, DateOnly today)
    {
        this.seed = seed;
        this.communes = [.. communes.OrderBy(commune => commune.Code, StringComparer.Ordinal)];
        yesterday = today.AddDays(-1);
        lines = new LineModel(seed);
        var last = new DateOnly(yesterday.Year, yesterday.Month, 1);
        Months = [last.AddMonths(-2), last.AddMonths(-1), last];
        Campaign = new DemonstrationCampaign(seed, Months[1]);
    }

    /// <summary>A campaign of the last two months, for which some of the devices measure.</summary>
    public DemonstrationCampaign Campaign { get; }

    /// <summary>The first days of the three months.</summary>
    public IReadOnlyList<DateOnly> Months { get; }

    /// <summary>What the published median of a cell of one commune, operator, access and month should be near to, Mbit/s.</summary>
    public (double DownMbps, double UpMbps) TrueMedian(Area commune, string operatorCode, Access access, DateOnly month) =>
        lines.TrueMedian(commune, operatorCode, access, month);

    public IEnumerable<MeasurementRow> Runs() => communes.SelectMany(RunsOf).Select(Campaign.Join);

    private IEnumerable<MeasurementRow> RunsOf(Area commune)
    {
        var chance = Chance.For(seed, $"devices of {commune.Code}");
        var devices = Enumerable.Range(0, DevicesIn(commune, chance)).Select(_ => SimulatedDevice.In(commune, chance)).ToList();
        foreach (var month in Months)
        {
            var days = (month.AddMonths(1) <= yesterday ? month.AddMonths(1) : yesterday.AddDays(1)).DayNumber - month.DayNumber;
            foreach (var device in devices)
            {
                for (var left = device.RunsIn(chance); left > 0; left--)
                {
                    var line = device.PickLine(chance);
                    var at = VietnamTime
                        .StartOf(month.AddDays(DayOf(chance, month, days)))
                        .AddHours(chance.Pick(Hours))
                        .AddSeconds((int)chance.Between(0, 3600))
                        .ToUniversalTime();
                    yield return SimulatedRun.Of(commune, device, line, at, TrueMedian(commune, line.Operator, line.Access, month), chance);
                }
            }
        }
    }

    private static int DevicesIn(Area commune, Chance chance)
    {
        if (Forgotten.TryGetValue(commune.Code, out var few) || Cities.TryGetValue(commune.Code, out few))
        {
            return few;
        }

        var usual =
            LineModel.IsTown(commune) ? 150
            : LineModel.IsMountain(commune) ? 16
            : 50;
        return Math.Max(6, (int)(usual * Math.Exp(chance.Normal(0.6))));
    }

    // Weekends see a third more runs than working days.
    private static int DayOf(Chance chance, DateOnly month, int days)
    {
        while (true)
        {
            var day = (int)(chance.Share() * days);
            if (month.AddDays(day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || chance.Happens(0.75))
            {
                return day;
            }
        }
    }
}
