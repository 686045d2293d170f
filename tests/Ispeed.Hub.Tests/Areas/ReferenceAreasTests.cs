using System.Diagnostics;
using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Tables;

namespace Ispeed.Hub.Tests.Areas;

/// <summary>
/// The shipped lists against lists of other hands that stand beside the project (ISPEED_AREAS, else ../shared/data/areas above the
/// checkout). Without them these tests are skipped.
/// </summary>
public sealed class ReferenceAreasTests(ITestOutputHelper output)
{
    private static readonly AreaList Shipped = AreaList.ReadShipped();
    private static readonly AreaDirectory Areas = new(Shipped);
    private static readonly DateOnly Eve = new(2025, 6, 30);
    private static readonly DateOnly Reform = new(2025, 7, 1);
    private static readonly DateOnly ListOfJuly = new(2026, 7, 25);

    [Fact]
    public void The_shipped_communes_are_those_of_the_statistics_office_before_and_after()
    {
        Differences("communes-2024.csv", Eve)
            .ShouldBe(
                [
                    "04621 Thị trấn NT Liên Sơn in place of Thị trấn Liên Sơn",
                    "04627 Thị trấn NT Trần Phú in place of Thị trấn Trần Phú",
                    "06616 Thị trấn NT Thái Bình in place of Thị trấn Thái Bình",
                    "19114 Thị trấn NT Việt Trung in place of Thị trấn Việt Trung",
                    "19246 Thị trấn NT Lệ Ninh in place of Thị trấn Lệ Ninh",
                    "31246 Xã Thạnh Quới in place of Xã Thạnh Qưới",
                ],
                ignoreOrder: true
            );
        Differences("communes-2025.csv", ListOfJuly).ShouldBeEmpty();
        Differences("provinces-2025.csv", ListOfJuly).ShouldBeEmpty();
    }

    [Fact]
    public void The_shipped_successors_agree_with_another_list_but_for_what_the_documents_state()
    {
        var table = Table("successors-2025.csv");
        var others = table
            .Rows.GroupBy(row => table.Cell(row, "old_code"), StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Select(row => Mended(table.Cell(row, "new_code"), group.Key)).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal
            );
        var (same, fewer, other) = (0, 0, new List<string>());
        foreach (var commune in Areas.Provinces(Eve).SelectMany(province => Areas.Communes(province.Code, Eve)))
        {
            var ours = Areas.SuccessorsOf(commune).Select(way => way.To.Code).ToHashSet(StringComparer.Ordinal);
            if (ours.SetEquals(others[commune.Code]))
            {
                same++;
            }
            else if (ours.IsSubsetOf(others[commune.Code]))
            {
                fewer++;
            }
            else
            {
                other.Add(commune.Code);
            }
        }

        output.WriteLine($"same successors {same}, a part of them {fewer}, others {other.Count}: {string.Join(' ', other)}");
        (same, fewer, other.Count).ShouldBe((9566, 456, 13)); // docs/areas.md states these
        var provinces = Table("province-successors-2025.csv");
        provinces.Rows.Count.ShouldBe(63);
        foreach (var row in provinces.Rows)
        {
            var old = Areas.Find(provinces.Cell(row, "old_code"), Eve)!;
            Areas.Restate(old.Code, Eve, Reform).ShouldBe(new Restated(provinces.Cell(row, "new_code"), Certainty.Full));
        }
    }

    [Fact]
    public void A_topology_of_the_whole_country_is_imported_and_places_its_own_points()
    {
        var report = new ImportReport();
        var plan = AreaImportPlan.Of(
            [FileOf("communes-2025.topo.json")],
            Areas,
            new(ListOfJuly, null, Mend: true),
            report,
            new ImportProgress(TextWriter.Null, isTerminal: false),
            TestContext.Current.CancellationToken
        );
        report.Remarks.ToList().ForEach(output.WriteLine);
        report.Faults.ShouldBeEmpty();
        plan.Boundaries.Count.ShouldBe(3321);
    }

    [Fact]
    public void A_point_of_khanh_hoa_finds_its_commune_and_the_time_is_printed()
    {
        var report = new ImportReport();
        var rows = AreaImportPlan
            .Of(
                [FileOf("khanh-hoa-2025.geojson")],
                Areas,
                new(ListOfJuly, null),
                report,
                new ImportProgress(TextWriter.Null, isTerminal: false),
                TestContext.Current.CancellationToken
            )
            .Boundaries;
        report.Remarks.ToList().ForEach(output.WriteLine);
        report.Faults.ShouldBeEmpty();
        rows.Count.ShouldBe(65);
        var index = new BoundaryIndex(rows, Areas);
        index.Find(12.2451, 109.1943, ListOfJuly).ShouldBe("22366"); // the tower by the sea of Nha Trang
        const int Points = 200_000;
        var (random, found) = (new Random(1), 0);
        var places = Enumerable.Range(0, Points).Select(_ => (11.3 + (random.NextDouble() * 1.6), 108.5 + random.NextDouble())).ToArray();
        foreach (var (latitude, longitude) in places)
        {
            found += index.Find(latitude, longitude, ListOfJuly) is null ? 0 : 1; // unpacks every boundary once
        }

        var started = Stopwatch.GetTimestamp();
        foreach (var (latitude, longitude) in places)
        {
            index.Find(latitude, longitude, ListOfJuly);
        }

        var each = Stopwatch.GetElapsedTime(started) / Points;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"point → commune: {each.TotalMicroseconds:0.00} µs, {found} of {Points} in a commune"
            )
        );
        found.ShouldBeGreaterThan(Points / 3);
    }

    private static string Mended(string code, string old) =>
        (code, old) switch
        {
            ("06970", _) => "06978", // the other list has the codes of the announcement 1027/CTK-CSCL for these two
            ("23737", "23938") => "23938",
            _ => code,
        };

    private static List<string> Differences(string file, DateOnly day)
    {
        var report = new ImportReport();
        AreaListCsv.Read(file, Table(file), Areas, day, report);
        return [.. report.Remarks];
    }

    private static CsvTable Table(string name) => CsvTable.Read(FileOf(name).Content.Span, out _)!;

    private static AreaFile FileOf(string name)
    {
        var folder = Environment.GetEnvironmentVariable("ISPEED_AREAS") ?? Beside();
        Assert.SkipUnless(
            folder is not null && File.Exists(Path.Combine(folder, name)),
            $"{name} of another hand is not beside the project (ISPEED_AREAS names its folder)."
        );
        return new(name, File.ReadAllBytes(Path.Combine(folder, name)));
    }

    private static string? Beside()
    {
        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            var folder = Path.Combine(up.FullName, "shared", "data", "areas");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }
}
