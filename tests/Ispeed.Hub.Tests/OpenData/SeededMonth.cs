using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.OpenData;

/// <summary>October 2026 as it could be published: a country, a province, two communes, two operators, one of them too small in one commune.</summary>
internal static class SeededMonth
{
    public const string Province = "56";
    public const string Commune = "22366";
    public const string Other = "22333";

    /// <summary>A speed that nothing else in the data has: where it shows, a cell that is too small shows.</summary>
    public const double Telltale = 777.75;

    /// <summary>A cell far from all others, in which three devices measured.</summary>
    public const string LonelyCell = "88415cb4e5fffff";

    public static readonly DateOnly October = new(2026, 10, 1);
    private static readonly DateOnly Since = new(2025, 7, 1);

    public static async Task StoreAsync(RunningHub hub)
    {
        await using var db = hub.OpenDb();
        foreach (var month in new[] { October.AddMonths(-1), October })
        {
            db.AddRange(Rows(month));
            db.Add(
                new PublishedMonth
                {
                    Month = month,
                    Generation = 1,
                    Method = "1/1",
                    Rules = 1,
                    AreasAsOf = new(2026, 4, 30),
                    ComputedAt = new(2026, 11, 1, 3, 0, 0, TimeSpan.Zero),
                    Runs = 900,
                    ValidRuns = 800,
                    Devices = 500,
                }
            );
        }

        db.Add(
            new Release
            {
                Month = October,
                Number = 1,
                Generation = 1,
                Method = "1/1",
                Rules = 1,
                AreasAsOf = new(2026, 4, 30),
                ComputedAt = new(2026, 11, 1, 3, 0, 0, TimeSpan.Zero),
                ReleasedAt = new(2026, 11, 10, 3, 0, 0, TimeSpan.Zero),
                Runs = 900,
                ValidRuns = 800,
                Devices = 500,
                Documents = 8,
                ContentHash = new string('0', 64),
            }
        );
        db.AddRange(Runs());
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Located runs: two hundred devices on five days in Nha Trang, three in a lonely place.</summary>
    public static IEnumerable<MeasurementRow> Runs() =>
        Enumerable
            .Range(0, 200)
            .Select(i => Run(Coverage.SeededCoverage.Cell, 1 + i % 5, 60 + i % 10))
            .Concat(Enumerable.Range(0, 3).Select(i => Run(LonelyCell, 1 + i, Telltale, "netnam")));

    private static MeasurementRow Run(string cell, int day, double mbps, string code = "viettel")
    {
        var at = new DateTimeOffset(2026, 10, day, 12, 0, 0, TimeSpan.FromHours(7));
        return new()
        {
            Device = Guid.NewGuid(),
            Id = Guid.CreateVersion7(at),
            StartedAt = at,
            ReceivedAt = at,
            Method = "1",
            Proof = Proof.Attested,
            PointId = "vnix-hn",
            OperatorCode = code,
            Access = Access.Mobile4G,
            AccessSource = AccessSource.System,
            ProvinceCode = Province,
            CommuneCode = Commune,
            AreaSource = AreaSource.Location,
            Cell = cell,
            DownMbps = mbps,
            DownLow = mbps - 2,
            DownHigh = mbps + 2,
            UpMbps = mbps / 2,
            UpLow = mbps / 2 - 1,
            UpHigh = mbps / 2 + 1,
            IdleMs = 20,
            LoadedDownMs = 80,
            BytesTotal = 8_000_000,
            ClientName = "ispeed-web",
            ClientVersion = "0.1.0",
            ClientSystem = "Android",
        };
    }

    private static IEnumerable<FigureRow> Rows(DateOnly month) =>
        [
            Row(month, FigureLevel.Nation, Figure.Nation, Figure.NationFrom, null, Figure.AllOperators, Shown(500, 71.25)),
            Row(month, FigureLevel.Province, Province, Since, Figure.Nation, Figure.AllOperators, Shown(320, 68.5)),
            Row(month, FigureLevel.Province, Province, Since, Figure.Nation, "viettel", Shown(200, 70.125)),
            Row(month, FigureLevel.Commune, Commune, Since, Province, Figure.AllOperators, Shown(120, 66.4)),
            Row(month, FigureLevel.Commune, Commune, Since, Province, "viettel", Shown(110, 67.3)),
            Row(
                month,
                FigureLevel.Commune,
                Commune,
                Since,
                Province,
                "netnam",
                Cell.Hidden(Figure.AllAccesses, Figure.AllHours, Withholding.TooFewDevices)
            ),
            Row(month, FigureLevel.Commune, Other, Since, Province, Figure.AllOperators, Shown(45, 33.1)),
        ];

    private static FigureRow Row(DateOnly month, FigureLevel level, string code, DateOnly from, string? parent, string one, Cell cell)
    {
        var content = new FigureContent([cell, cell with { Hours = Figure.PeakHours }], null, null).Write();
        return new()
        {
            Month = month,
            Level = level,
            AreaCode = code,
            AreaFrom = from,
            ParentCode = parent,
            Operator = one,
            Generation = 1,
            Hash = "-",
            Content = content,
        };
    }

    private static Cell Shown(int n, double median)
    {
        var speed = new Speed(
            n,
            Estimator.Direct,
            new(median, new(median - 2.5, median + 2.5)),
            1,
            median + 10,
            new(median / 3, null),
            new(median * 2, null),
            [new(10, 0.95, 0.9, 0.98), new(100, 0.25, 0.2, 0.31)],
            median,
            0,
            false
        );
        return new(
            Figure.AllAccesses,
            Figure.AllHours,
            Withholding.Shown,
            n * 2,
            n * 2 - 5,
            n,
            n,
            Tiers.Of(n),
            Tiers.MissingToOfficial(n),
            speed,
            speed with
            {
                Median = new(median / 2, null),
            },
            new(18.5, new(17, 20)),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null
        );
    }
}
