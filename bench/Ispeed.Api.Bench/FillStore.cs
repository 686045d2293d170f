using System.Diagnostics;
using System.Globalization;
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

namespace Ispeed.Api.Bench;

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
        await MeasurementsAsync(db, rows);
    }

    // The indexes are made when all rows are there: one sort instead of a search for each row.
    private static async Task MeasurementsAsync(HubDb db, long rows)
    {
        var clock = Stopwatch.StartNew();
        var indexes = await db
            .Database.SqlQueryRaw<string>(
                "SELECT sql AS Value FROM sqlite_master WHERE type = 'index' AND tbl_name = 'measurements' AND sql IS NOT NULL"
            )
            .ToListAsync();
        var names = await db
            .Database.SqlQueryRaw<string>(
                "SELECT name AS Value FROM sqlite_master WHERE type = 'index' AND tbl_name = 'measurements' AND sql IS NOT NULL"
            )
            .ToListAsync();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000");
        await db.Database.ExecuteSqlRawAsync("CREATE TEMP TABLE place (at INTEGER PRIMARY KEY, commune TEXT, province TEXT)");
        foreach (var (at, commune) in Communes.Index())
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO place VALUES ({at}, {commune.Code}, {commune.ProvinceCode})");
        }

        var dropping = string.Join("; ", names.Select(name => $"DROP INDEX {name}"));
        await db.Database.ExecuteSqlRawAsync(dropping);

        // Ids rise with time; devices are one for ten runs and spread over the key, as in earnest.
        var start = VietnamTime.StartOf(Months[0]).UtcTicks;
        var span = VietnamTime.StartOf(Months[^1].AddMonths(1)).UtcTicks - start;
        await db.Database.ExecuteSqlRawAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                WITH RECURSIVE run(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM run WHERE n + 1 < {rows})
                INSERT INTO measurements (device, id, started_at, received_at, method, protocol, limited_by, proof, is_demonstration, point_id, operator_code, asn,
                  address_prefix, access, access_source, province_code, commune_code, area_source, down_mbps, down_low, down_high, up_mbps, up_low, up_high,
                  idle_ms, loss_probes, bytes_total, client_name, client_version, client_system)
                SELECT printf('%08X-%04X-4%03X-8%03X-%012X', (n / 10 * 2654435761) & 4294967295, n / 10 & 65535, 0, 0, n / 10),
                  printf('%08X-%04X-7%03X-8%03X-%012X', ({(start - DateTimeOffset.UnixEpoch.UtcTicks)
                    / TimeSpan.TicksPerMillisecond} + n * {span / TimeSpan.TicksPerMillisecond / rows}) >> 16,
                    ({(start - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMillisecond} + n * {span
                    / TimeSpan.TicksPerMillisecond
                    / rows}) & 65535, n & 4095, 0, n),
                  {start} + n * {span / rows}, {start} + n * {span / rows}, '1', 'ispeed', 0, 3, 0, 'vnix-hn',
                  CASE n % 3 WHEN 0 THEN 'viettel' WHEN 1 THEN 'vnpt' ELSE 'mobifone' END, 7552, '171.224.17.0/24', 4, 3, province, commune, 1,
                  20 + n % 100, 19 + n % 100, 21 + n % 100, 10 + n % 50, 9 + n % 50, 11 + n % 50, 15 + n % 20, 0, 8000000, 'ispeed-web', '0.1.0', 'Android'
                FROM run JOIN place ON place.at = run.n * 7919 % {Communes.Length}
                """
            )
        );
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows after {clock.Elapsed.TotalSeconds:0} s"));
        foreach (var sql in indexes)
        {
            await db.Database.ExecuteSqlRawAsync(sql);
        }

        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"indexes after {clock.Elapsed.TotalSeconds:0} s"));
    }

    private static async Task FiguresAsync(HubDb db)
    {
        var whole = new FigureContent(
            [.. Accesses.SelectMany(access => new[] { CellOf(access, Figure.AllHours), CellOf(access, Figure.PeakHours) })],
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
            null
        );
    }
}
