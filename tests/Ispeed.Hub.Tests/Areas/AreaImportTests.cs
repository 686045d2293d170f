using System.Globalization;
using System.Text;
using CsCheck;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Tables;

namespace Ispeed.Hub.Tests.Areas;

/// <summary>What an import would write, and every way in which a file can be wrong, without a database.</summary>
public sealed class AreaImportTests
{
    private static readonly AreaList Shipped = AreaList.ReadShipped();
    private static readonly DateOnly Today = new(2026, 11, 1);
    private static readonly DateOnly Reform = new(2025, 7, 1);

    [Fact]
    public void A_topology_gives_the_same_boundaries_as_its_features()
    {
        // Two squares that share the arc from (1, 0) to (1, 1): quantized to steps of 0.5 degrees from 109 E 12 N.
        const string topology = """
            {"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[109,12]},
             "arcs":[[[2,0],[0,2]],[[2,2],[-2,0],[0,-2],[2,0]],[[2,0],[2,0],[0,2],[-2,0]]],
             "objects":{"all":{"type":"GeometryCollection","geometries":[
               {"type":"Polygon","id":"22366","arcs":[[0,1]]},
               {"type":"Polygon","properties":{"code":"22333"},"arcs":[[2,-1]]}]}}}
            """;
        var plan = Plan(Today, out var report, ("a.topo.json", topology));
        report.Faults.ShouldBeEmpty();
        plan.Boundaries.Select(row => (row.Code, row.West, row.East, row.South, row.North))
            .ShouldBe([("22366", 109, 110, 12, 13), ("22333", 110, 111, 12, 13)]);
        var index = new BoundaryIndex(plan.Boundaries, new AreaDirectory(Shipped));
        index.Find(12.5, 109.5, Today).ShouldBe("22366");
        index.Find(12.5, 110.5, Today).ShouldBe("22333");
    }

    [Fact]
    public void A_boundary_holds_as_long_as_its_code_stands_for_that_ground()
    {
        // Lộc Ninh became a phường in April 2026 and kept its ground; before July 2025 its code was another place.
        var plan = Plan(Today, out var report, ("a.json", Square("25270", 106, 11)));
        report.Faults.ShouldBeEmpty();
        var index = new BoundaryIndex(plan.Boundaries, new AreaDirectory(Shipped));
        index.Find(11.5, 106.5, new(2025, 7, 1)).ShouldBe("25270");
        index.Find(11.5, 106.5, Today).ShouldBe("25270");
        index.Find(11.5, 106.5, new(2025, 6, 30)).ShouldBeNull();

        // An old commune's boundary ends with it.
        var before = Plan(new(2025, 6, 1), out _, ("a.json", Square("22366", 109, 12)));
        var old = new BoundaryIndex(before.Boundaries, new AreaDirectory(Shipped));
        old.Find(12.5, 109.5, new(2025, 6, 30)).ShouldBe("22366");
        old.Find(12.5, 109.5, Reform).ShouldBeNull();
    }

    [Fact]
    public void A_boundary_that_moved_holds_from_its_day_on()
    {
        var areas = new AreaDirectory(Shipped);
        var first = Plan(Today, out _, ("a.json", Square("22366", 109, 12))).Boundaries;
        var moved = AreaImportPlan
            .Of(
                [File("b.json", Square("22366", 111, 12))],
                areas,
                new(Today, new DateOnly(2026, 6, 1)),
                new ImportReport(),
                Silent(),
                TestContext.Current.CancellationToken
            )
            .Boundaries;
        var index = new BoundaryIndex([.. first, .. moved], areas);
        index.Find(12.5, 109.5, new(2026, 5, 31)).ShouldBe("22366");
        index.Find(12.5, 109.5, new(2026, 6, 1)).ShouldBeNull();
        index.Find(12.5, 111.5, new(2026, 6, 1)).ShouldBe("22366");
    }

    [Theory]
    [InlineData("22366", 2, 48, "every feature lies outside Viet Nam: its middle is 48.5 N 2.5 E")]
    [InlineData("22366", 12, 109, "latitude and longitude are swapped")]
    [InlineData("22366", 591000, 1354000, "the numbers are no degrees")]
    [InlineData("LA-VT", 102, 17, "no feature bears the code of a commune")]
    [InlineData("00001", 109, 12, "no feature bears the code of a commune")]
    public void A_file_of_another_country_order_or_projection_is_named_in_one_sentence(
        string code,
        double west,
        double south,
        string expected
    )
    {
        Plan(Today, out var report, ("a.json", Square(code, west, south))).Boundaries.ShouldBeEmpty();
        report.Faults.ShouldHaveSingleItem().ShouldContain(expected);
    }

    [Fact]
    public void A_code_of_another_day_is_refused_with_its_successors()
    {
        Plan(Today, out var report, ("a.json", Square("22366", 109, 12)), ("b.json", Square("00001", 109, 12)));
        report
            .Faults.ShouldHaveSingleItem()
            .ShouldBe(
                "b.json: feature 1 (00001): no commune has this code on 2026-11-01. 00001 was Phường Phúc Xá until 2025-06-30; since then its ground belongs to 00097 Phường Hồng Hà."
            );
    }

    [Fact]
    public void Neighbours_that_claim_a_part_of_each_other_are_refused_and_slivers_are_told()
    {
        Plan(Today, out var wrong, ("a.json", Square("22366", 109, 12)), ("b.json", Square("22333", 109.5, 12)));
        wrong.Faults.ShouldHaveSingleItem().ShouldContain("22366 Phường Nha Trang and 22333 Phường Bắc Nha Trang both claim");
        Plan(Today, out var sliver, ("a.json", Square("22366", 109, 12)), ("b.json", Square("22333", 109.999, 12)));
        sliver.Faults.ShouldBeEmpty();
        sliver.Remarks.ShouldContain(remark => remark.StartsWith("1 slivers", StringComparison.Ordinal));
    }

    [Fact]
    public void Ground_that_no_boundary_covers_and_communes_that_are_missing_are_told()
    {
        const string ring =
            """{"type":"Feature","id":"22366","properties":{},"geometry":{"type":"Polygon","coordinates":[[[109,12],[110,12],[110,13],[109,13],[109,12]],[[109.4,12.4],[109.4,12.6],[109.6,12.6],[109.6,12.4],[109.4,12.4]]]}}""";
        Plan(Today, out var report, ("a.json", ring));
        report.Faults.ShouldBeEmpty();
        report.Remarks.ShouldContain(remark =>
            remark.Contains("gaps between communes", StringComparison.Ordinal)
            && remark.Contains("12.5 N 109.5 E", StringComparison.Ordinal)
        );
        report.Remarks.ShouldContain(remark =>
            remark.StartsWith("Tỉnh Khánh Hòa (56): 64 of 65 communes have no boundary", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Successors_from_a_list_replace_those_that_are_shipped()
    {
        const string csv = "old_code,new_code,extent\n00001,00097,partial\n00001,00004,partial\n22366,22366,full\n";
        var plan = Plan(Reform, out var report, ("s.csv", csv));
        report.Faults.ShouldBeEmpty();
        report
            .Remarks.ShouldHaveSingleItem()
            .ShouldBe("00001 Phường Phúc Xá: 00097 Phường Hồng Hà in part, 00004 Phường Ba Đình in part in place of 00097 Phường Hồng Hà");
        var areas = new AreaDirectory(plan.Amendment.On(Shipped));
        areas.Restate("00001", new(2025, 6, 1), Today).ShouldBe(new Restated("00097", Certainty.Partial));
        areas.Restate("00002", new(2025, 6, 1), Today).Certainty.ShouldBe(Certainty.None);
        areas.FormersOf(areas.Find("00004", Today)!).ShouldContain(way => way.From.FullName == "Phường Phúc Xá");
    }

    [Theory]
    [InlineData("old_code,new_code,extent\n99999,00097,full\n", "line 2: no area has the code '99999' on 2025-06-30.")]
    [InlineData("old_code,new_code,extent\n00001,06970,full\n", "line 2: no area has the code '06970' on 2025-07-01.")]
    [InlineData("old_code,new_code,extent\n00001,00097,mostly\n", "'mostly' is no extent")]
    [InlineData("old_code,new_code,extent\n00001,00097,full\n00001,00004,partial\n", "cannot lie wholly in 00097")]
    [InlineData("old_code,new_code,extent\n00001,00097,partial\n00001,00097,partial\n", "is there twice")]
    [InlineData("old_code,new_code\n00001,00097,x\n", "Line 2 has 3 cells, the heading has 2")]
    [InlineData("a,b\n1,2\n", "neither old_code and new_code nor code and name")]
    [InlineData("", "no heading")]
    [InlineData("code,name\n\"1,2\n", "quotation mark")]
    [InlineData("code,name,type,province_code\n1,Xã A,,56\n", "line 2: '1' 'Xã A' is no area")]
    [InlineData("code,name,type,province_code\n22366,Nha Trang,Phường,99\n", "lies in 99, which is no area")]
    public void A_list_that_cannot_be_is_refused_by_line(string csv, string expected)
    {
        Plan(Reform, out var report, ("s.csv", csv));
        report.Faults[0].ShouldContain(expected);
    }

    [Fact]
    public void Successors_of_a_day_on_which_nothing_changes_are_refused_with_the_days_on_which_it_does()
    {
        Plan(Today, out var report, ("s.csv", "old_code,new_code\n22366,22366\n"));
        report.Faults.ShouldHaveSingleItem().ShouldContain("It changes on 2025-07-01, 2026-04-30, 2026-09-01, 2026-09-20");
    }

    [Fact]
    public void A_new_list_begins_on_its_day_and_needs_to_say_what_became_of_what()
    {
        var day = new DateOnly(2027, 1, 1);
        var areas = new AreaDirectory(Shipped);
        var list = new StringBuilder("code,name,type,province_code\n");
        foreach (var commune in areas.Communes("56", Today).Where(area => area.Code is not "22333"))
        {
            // Another way of placing tone marks is no change.
            list.AppendLine(CsvText.Line(commune.Code, commune.FullName.Replace("Hòa", "Hoà", StringComparison.Ordinal), "", "56"));
        }

        Plan(day, out var loose, ("l.csv", list.ToString()));
        loose.Faults.ShouldHaveSingleItem().ShouldContain("22333 Phường Bắc Nha Trang ends on 2027-01-01");

        var plan = Plan(day, out var report, ("l.csv", list.ToString()), ("s.csv", "old_code,new_code,extent\n22333,22366,full\n"));
        report.Faults.ShouldBeEmpty();
        (plan.Amendment.Areas.Count, plan.Amendment.Ended.Count, plan.Amendment.Edges.Count).ShouldBe((0, 1, 1));
        var next = new AreaDirectory(plan.Amendment.On(Shipped));
        next.Find("22333", day).ShouldBeNull();
        next.Communes("56", day).Count.ShouldBe(64);
        next.Communes("56", Today).Count.ShouldBe(65);
        next.Restate("22333", Today, day).ShouldBe(new Restated("22366", Certainty.Full));
    }

    [Fact]
    public void A_list_that_is_as_known_changes_nothing()
    {
        var areas = new AreaDirectory(Shipped);
        var list = new StringBuilder("code,name\n");
        foreach (var province in areas.Provinces(Today))
        {
            list.AppendLine(CsvText.Line(province.Code, province.FullName));
        }

        Plan(Today, out var report, ("l.csv", list.ToString())).Amendment.IsEmpty.ShouldBeTrue();
        report.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void An_import_stops_when_it_is_asked_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() =>
            AreaImportPlan.Of([File("a.json", Square("22366", 109, 12))], new(Shipped), new(Today, null), new(), Silent(), stop.Token)
        );
    }

    [Fact]
    public void No_bytes_make_a_parser_throw()
    {
        Gen.Byte.Array[0, 300].Sample(bytes => NoThrow(bytes), iter: 500);
        Gen.String[0, 200].Sample(text => NoThrow(Encoding.UTF8.GetBytes($"{{\"type\":\"Topology\",\"arcs\":[[[{text}")), iter: 300);
        string[] pieces =
        [
            "1",
            "-1",
            "\"a\"",
            "[]",
            "{}",
            "[[0,0],[1,1]]",
            "null",
            "\"arcs\":",
            "\"type\":\"Polygon\"",
            "\"type\":\"Topology\"",
            "\"objects\":",
            "\"geometries\":",
            "\"features\":",
            "\"coordinates\":",
            "1e999",
            "\"transform\":",
            ",",
            ",",
            "{",
            "}",
            "[",
            "]",
        ];
        Gen.Int[0, pieces.Length - 1]
            .Array[0, 40]
            .Sample(
                picks =>
                    NoThrow(
                        Encoding.UTF8.GetBytes(
                            string.Concat(picks.Select(pick => pieces[pick]).Prepend("{\"type\":\"Topology\",\"arcs\":[[[1,2],[3,4]]],"))
                        )
                    ),
                iter: 2000
            );

        static void NoThrow(byte[] bytes)
        {
            BoundaryFile.Read("x", bytes, out _);
            CsvTable.Read(bytes, out _);
            CoarseCell.TryMiddle(Encoding.Latin1.GetString(bytes), out _, out _);
        }
    }

    [Fact]
    public void A_table_comes_back_as_it_was_written() =>
        Gen.Char["abc,\"\r\nà "]
            .Array[0, 6]
            .Select(cell => new string(cell))
            .Array[2]
            .Sample(cells =>
            {
                var table = CsvTable.Read(Encoding.UTF8.GetBytes($"a,b\n{CsvText.Line(cells)}\n"), out var why);
                why.ShouldBeNull();
                table!.Rows.ShouldHaveSingleItem().Cells.ShouldBe(cells);
            });

    [Theory]
    [InlineData("Hoà", "Hòa", true)]
    [InlineData("Thuỷ Nguyên", "Thủy Nguyên", true)]
    [InlineData("Ea H'Leo", "Ea H’Leo", true)]
    [InlineData("Hoà", "Hoa", false)]
    [InlineData("Mỹ", "Mĩ", false)]
    [InlineData("Quý", "Qúy", true)]
    public void Tone_marks_may_stand_on_either_vowel(string one, string other, bool same) => Spelling.IsSame(one, other).ShouldBe(same);

    private static AreaImportPlan Plan(DateOnly day, out ImportReport report, params (string Name, string Content)[] files)
    {
        report = new();
        return AreaImportPlan.Of(
            [.. files.Select(file => File(file.Name, file.Content))],
            new AreaDirectory(Shipped),
            new(day, null),
            report,
            Silent(),
            TestContext.Current.CancellationToken
        );
    }

    private static AreaFile File(string name, string content) => new(name, Encoding.UTF8.GetBytes(content));

    private static ImportProgress Silent() => new(TextWriter.Null, isTerminal: false);

    private static string Square(string code, double west, double south)
    {
        var (e, n) = (west + 1, south + 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"type\":\"Feature\",\"id\":\"{code}\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{west},{south}],[{e},{south}],[{e},{n}],[{west},{n}],[{west},{south}]]]}}}}"
        );
    }
}
