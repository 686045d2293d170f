using Ispeed.Hub;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Figures.Bench;

/// <summary>A store with many measurements, and figures of every commune of today for three months beside them.</summary>
internal static class FillStore
{
    private static readonly DateOnly[] Months = [new(2026, 8, 1), new(2026, 9, 1), new(2026, 10, 1)];
    private static readonly string[] Operators = [Figure.AllOperators, "viettel", "vnpt", "mobifone", "fpt"];
    private static readonly string[] Accesses = [Figure.AllAccesses, Figure.Mobile, "4g", "5g", "fixed", "wifi"];
    private static readonly DateOnly Day = new(2026, 10, 15);
    private static readonly AreaDirectory Areas = new(AreaList.ReadShipped());
    private static readonly string[] Provinces = [.. Areas.Provinces(Day).Select(area => area.Code)];
    private static readonly Area[] Communes = [.. Provinces.SelectMany(code => Areas.Communes(code, Day))];

    public static string ProvinceAt(int at) => Provinces[at % Provinces.Length];

    public static string CommuneAt(int at) => Communes[(int)(at * 2_654_435_761L % Communes.Length)].Code; // spread over the country

    public static async Task WithAsync(string data, long rows)
    {
        await using var app = HubHost.Build(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Data"] = data, ["Urls"] = "http://127.0.0.1:0" }
        );
        await app.PrepareAsync(CancellationToken.None);
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync();
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await FiguresAsync(db);
        var third = (int)(rows / Months.Length);
        await FillMeasurements.WithAsync(
            db,
            Months.Index().SelectMany(month => new InventedRuns(Period.Of(month.Item), seed: month.Index).OfTheMonth(third))
        );
    }

    private static async Task FiguresAsync(HubDb db)
    {
        var whole = new FigureContent(
            [.. Accesses.SelectMany(access => new[] { CellOf(access, Figure.AllHours), CellOf(access, Figure.PeakHours) })],
            null,
            null
        ).Write();
        foreach (var month in Months)
        {
            db.Add(
                new PublishedMonth
                {
                    Month = month,
                    Generation = 1,
                    Method = PublishMonth.Method, // with the two below: not to be published anew while it is measured
                    Rules = ScreeningRules.Version,
                    AreasAsOf = Areas.AsOf,
                }
            );
            db.AddRange(
                Communes
                    .SelectMany(
                        _ => Operators,
                        (commune, one) =>
                            RowOf(month, FigureLevel.Commune, commune.Code, commune.ValidFrom, commune.ProvinceCode, one, whole)
                    )
                    .Concat(
                        Areas
                            .Provinces(Day)
                            .SelectMany(
                                _ => Operators,
                                (area, one) => RowOf(month, FigureLevel.Province, area.Code, area.ValidFrom, Figure.Nation, one, whole)
                            )
                    )
                    .Concat(Operators.Select(one => RowOf(month, FigureLevel.Nation, Figure.Nation, Figure.NationFrom, null, one, whole)))
            );
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }

        await CoverageAsync(db);
    }

    private static async Task CoverageAsync(HubDb db)
    {
        var plan = new PlanContent(
            Withholding.Shown,
            120,
            180,
            0,
            400,
            false,
            40,
            [.. Enumerable.Range(0, 30).Select(at => $"886914d5{at:x2}fffff")],
            [WeekPart.WeekdayNight]
        ).Write();
        db.AddRange(
            Communes.SelectMany(
                _ => Operators,
                (commune, one) =>
                    new SamplingPlanRow
                    {
                        CommuneCode = commune.Code,
                        Operator = one,
                        ProvinceCode = commune.ProvinceCode!,
                        AreaFrom = commune.ValidFrom,
                        Content = plan,
                    }
            )
        );
        db.AddRange(
            HexGrid
                .CellsWithin(11.5, 108.5, 12.5, 109.3)
                .Select(
                    (cell, at) =>
                        new BlackSpotRow
                        {
                            Cell = CoarseCell.Write(cell),
                            Operator = "viettel",
                            Medium = Media.Mobile,
                            ProvinceCode = ProvinceAt(at),
                            IsBlackSpot = true,
                            Devices = 9,
                        }
                )
        );
        db.Add(new CoverageState { Id = 1, ComputedAt = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) }); // not to be made anew while it is measured
        await db.SaveChangesAsync();
    }

    private static FigureRow RowOf(
        DateOnly month,
        FigureLevel level,
        string code,
        DateOnly from,
        string? parent,
        string one,
        string content
    ) =>
        new()
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

    private static Cell CellOf(string access, string hours)
    {
        QuantileEstimate estimate = new(48.7312, new(44.2219, 53.0087));
        var speed = new Speed(
            240,
            Estimator.Direct,
            estimate,
            1,
            60.2231,
            estimate,
            estimate,
            [.. new[] { 1, 5, 10, 30, 40, 100 }.Select(threshold => new SpeedShare(threshold, 0.61234, 0.5512, 0.6701))],
            47.9981,
            0.0151,
            false
        );
        return new(
            access,
            hours,
            Withholding.Shown,
            520,
            480,
            240,
            240,
            Tier.Direct,
            60,
            speed,
            speed,
            estimate,
            estimate,
            estimate,
            estimate,
            estimate,
            estimate,
            estimate,
            null,
            null
        );
    }
}
