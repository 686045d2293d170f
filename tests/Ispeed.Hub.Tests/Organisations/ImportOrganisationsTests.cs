using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Organisations;

public sealed class ImportOrganisationsTests(Hubs hubs)
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Three_thousand_units_with_staff_and_contacts_come_from_a_workbook(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var rows = new List<IReadOnlyList<object?>> { OrganisationFile.Template[0], (object?[])["SO", "Sở", null, 40, "vt@so.vn", null] };
        rows.AddRange(
            Enumerable
                .Range(1, 2_999)
                .Select(i =>
                    (IReadOnlyList<object?>)[$"SO.{i}", $"Đơn vị {i}", i <= 60 ? "SO" : $"SO.{i % 60 + 1}", i % 90, $"u{i}@so.vn", null]
                )
        );
        var workbook = SheetWriter.Xlsx("Đơn vị", rows);
        var clock = Stopwatch.StartNew();
        var outcome = await ImportAsync(hub, workbook);
        TestContext.Current.SendDiagnosticMessage($"3,000 units on {engine}: {clock.Elapsed.TotalSeconds:0.00} s");
        outcome.ShouldBe(new ImportOutcome.Imported(3_000, 0, 0));
        (await ImportAsync(hub, workbook)).ShouldBe(new ImportOutcome.Imported(0, 0, 3_000));

        await using var db = hub.OpenDb();
        var tree = await OrganisationTree.OnAsync(db, Day, Ending);
        tree.Count.ShouldBe(3_000);
        var all = tree.From(tree.Find("so")!.Id).ToList();
        all.Count.ShouldBe(3_000);
        all.Max(one => one.Level).ShouldBe(2);
        (await db.Headcounts.SumAsync(one => one.Staff, Ending)).ShouldBe(40 + Enumerable.Range(1, 2_999).Sum(i => i % 90));
        (await db.Organisations.CountAsync(one => one.ContactEmail != null, Ending)).ShouldBe(3_000);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_wrong_cell_keeps_the_whole_list_out_and_every_wrong_cell_is_named(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        const string list = """
            Mã đơn vị;Tên đơn vị;Mã đơn vị cấp trên;Biên chế;Thư điện tử đầu mối;Mã địa bàn
            A;Sở A;;1.234;a@a.vn;
            B;;A;12,5;nobody;99999
            C;Phòng C;D;;;
            E;Phòng E;F;-1;;
            F;Phòng F;E;=1+1;;
            A;Sở A lần nữa;;;;
            ;Không mã;A;;;
            có dấu cách;Phòng G;A;;;
            """;
        var refused = (await ImportAsync(hub, Encoding.UTF8.GetBytes(list))).ShouldBeOfType<ImportOutcome.Refused>();
        refused
            .Faults.Select(fault => $"{fault.Column}{fault.Row} {fault.Reason}")
            .ShouldBe([
                "B3 Missing",
                "D3 NoWholeNumber",
                "E3 NoEmail",
                "F3 UnknownArea",
                "C4 UnknownParent",
                "C5 Cycle",
                "D5 NoWholeNumber",
                "C6 Cycle",
                "D6 Formula",
                "A7 Repeated",
                "A8 Missing",
                "A9 NoKey",
            ]);
        refused.Faults.ShouldAllBe(fault => fault.Sheet == "units.csv");
        await using var db = hub.OpenDb();
        (await db.Organisations.AnyAsync(Ending)).ShouldBeFalse();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_later_list_renames_moves_and_recounts_from_its_day_and_the_days_before_stay_readable(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await ImportAsync(hub, Csv("A;Sở A;;10", "B;Sở B;;20", "C;Phòng C;A;5"));
        var later = Day.AddMonths(1);
        (await ImportAsync(hub, Csv("C;Trung tâm C;B;7"), later)).ShouldBe(new ImportOutcome.Imported(0, 1, 0));
        (await ImportAsync(hub, Csv("C;Phòng C;A;5"), Day)).ShouldBeOfType<ImportOutcome.BeforeLastChange>().Row.ShouldBe(2);

        await using var db = hub.OpenDb();
        var before = await OrganisationTree.OnAsync(db, later.AddDays(-1), Ending);
        var after = await OrganisationTree.OnAsync(db, later, Ending);
        (before.Find("C")!.Name, before.Find("C")!.ParentId).ShouldBe(("Phòng C", before.Find("A")!.Id));
        (after.Find("C")!.Name, after.Find("C")!.ParentId).ShouldBe(("Trung tâm C", after.Find("B")!.Id));
        var counts = await db
            .Headcounts.Where(one => one.OrganisationId == after.Find("C")!.Id)
            .OrderBy(one => one.Month)
            .ToListAsync(Ending);
        counts.Select(one => (one.Month.Month, one.Staff)).ShouldBe([(11, 5), (12, 7)]);
    }

    [Fact]
    public void What_leaves_as_a_CSV_runs_in_no_spreadsheet_and_what_leaves_as_a_workbook_comes_back()
    {
        object?[][] rows =
        [
            ["Mã", "Tên"],
            ["=cmd|' /C calc'!A0", "+84 258"],
            ["-1", "@SUM(A1)"],
            ["Sở \"Văn hóa\", Thể thao", 1234],
        ];
        var csv = Encoding.UTF8.GetString(SheetWriter.Csv(rows));
        csv.ShouldBe("\uFEFFMã,Tên\r\n'=cmd|' /C calc'!A0,'+84 258\r\n'-1,'@SUM(A1)\r\n\"Sở \"\"Văn hóa\"\", Thể thao\",1234\r\n");

        var sheet = ((SheetFile.Read)SheetFile.Open(SheetWriter.Xlsx("Đơn vị", rows), "x.xlsx")).Sheet;
        sheet.Name.ShouldBe("Đơn vị");
        sheet.Rows.Select(row => row.Cells.Select(cell => cell.Text)).ShouldBe(rows.Select(row => row.Select(cell => $"{cell}")));
        sheet.Rows[3][1].Kind.ShouldBe(CellKind.Number);
        sheet.Rows[1][0].Kind.ShouldBe(CellKind.Text);
    }

    [Fact]
    public void Formulas_and_merged_cells_of_a_workbook_are_named_and_hidden_sheets_are_passed_over()
    {
        var workbook = Changed(
            SheetWriter.Xlsx("Đơn vị", [OrganisationFile.Template[0], ["A", "Sở A", null, 5, null, null]]),
            "xl/worksheets/sheet1.xml",
            xml =>
                xml.Replace("<x:v>5</x:v>", "<x:f>2+3</x:f><x:v>5</x:v>", StringComparison.Ordinal)
                    .Replace(
                        "</x:sheetData>",
                        "</x:sheetData><x:mergeCells><x:mergeCell ref=\"E2:F3\"/></x:mergeCells>",
                        StringComparison.Ordinal
                    )
        );
        var (_, faults) = OrganisationFile.Check(
            ((SheetFile.Read)SheetFile.Open(workbook, "")).Sheet,
            new([]),
            NoAreas(),
            Day,
            reach: null
        );
        faults.Select(fault => $"{fault.Column}{fault.Row} {fault.Reason}").ShouldBe(["D2 Formula", "E2 Merged"]);
    }

    [Fact]
    public void A_workbook_with_macros_an_old_one_and_what_is_none_are_refused_with_what_to_do()
    {
        var withMacros = Changed(
            SheetWriter.Xlsx(
                "A",
                [
                    ["A"],
                ]
            ),
            "[Content_Types].xml",
            xml =>
                xml.Replace("spreadsheetml.sheet.main+xml", "MACRO", StringComparison.Ordinal)
                    .Replace(
                        "application/vnd.openxmlformats-officedocument.MACRO",
                        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                        StringComparison.Ordinal
                    )
        );
        Refusal(withMacros).ShouldBe(SheetRefusal.Macros);
        Refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]).ShouldBe(SheetRefusal.Unreadable);
        Refusal([]).ShouldBe(SheetRefusal.Empty);
        Refusal(new byte[SheetFile.MostBytes + 1]).ShouldBe(SheetRefusal.TooLarge);
        Refusal([0x50, 0x4B, 0x03, 0x04, 1, 2, 3]).ShouldBe(SheetRefusal.Unreadable);
        Refusal([0x53, 0xF4, 0x2C, 0x41]).ShouldBe(SheetRefusal.Unreadable); // "Sở" in another encoding
    }

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        var workbook = SheetWriter.Xlsx(
            "A",
            [
                ["A", 1],
                ["B", 2],
            ]
        );
        Gen.Byte.Array[0, 300].Sample(bytes => SheetFile.Open(bytes, "x") is not null);
        Gen.Select(Gen.Int[0, workbook.Length - 1], Gen.Byte)
            .Sample(
                (at, one) =>
                {
                    var hurt = workbook.ToArray();
                    hurt[at] = one;
                    return SheetFile.Open(hurt, "x") is not null;
                },
                iter: 1_000
            );
        Gen.Int[4, workbook.Length].Sample(length => SheetFile.Open(workbook.AsMemory(0, length), "x") is not null, iter: 300);
    }

    [Theory]
    [InlineData("1234", 1234)]
    [InlineData("1.234", 1234)]
    [InlineData("1 234", 1234)]
    [InlineData("12.345", 12345)]
    [InlineData("0", 0)]
    [InlineData("1.000.000", 1_000_000)]
    [InlineData("1,234", null)]
    [InlineData("12.34", null)]
    [InlineData("1.2345", null)]
    [InlineData("-1", null)]
    [InlineData("1.000.001", null)]
    [InlineData("ba", null)]
    [InlineData(".", null)]
    public void A_number_is_read_as_people_here_write_it_and_never_guessed(string written, int? expected) =>
        OrganisationFile.WholeNumber(new(written, CellKind.Text)).ShouldBe(expected);

    [Theory]
    [InlineData("1234", 1234)]
    [InlineData("1.234", null)] // a spreadsheet in English took 1.234 for a fraction
    [InlineData("1E3", 1000)]
    public void A_cell_that_is_a_number_is_taken_for_what_it_is(string kept, int? expected) =>
        OrganisationFile.WholeNumber(new(kept, CellKind.Number)).ShouldBe(expected);

    private static async Task<ImportOutcome> ImportAsync(RunningHub hub, byte[] content, DateOnly? on = null)
    {
        await using var db = hub.OpenDb();
        var sheet = SheetFile.Open(content, "units.csv").ShouldBeOfType<SheetFile.Read>().Sheet;
        var areas = hub.Services.GetRequiredService<AreaDirectory>();
        return await ImportOrganisations.RunAsync(
            db,
            areas,
            sheet,
            on ?? Day,
            Author.CommandLine,
            hub.Time.GetUtcNow(),
            reach: null,
            Ending
        );
    }

    private static byte[] Csv(params string[] lines) =>
        Encoding.UTF8.GetBytes("Mã đơn vị;Tên đơn vị;Mã đơn vị cấp trên;Biên chế\r\n" + string.Join("\r\n", lines));

    private static SheetRefusal Refusal(byte[] content) => SheetFile.Open(content, "x").ShouldBeOfType<SheetFile.Refused>().Reason;

    private static AreaDirectory NoAreas() => new(AreaList.ReadShipped());

    private static byte[] Changed(byte[] workbook, string part, Func<string, string> change)
    {
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.GetEntry(part)!;
            string text;
            using (var reader = new StreamReader(entry.Open()))
            {
                text = reader.ReadToEnd();
            }

            entry.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(part).Open());
            writer.Write(change(text));
        }

        return stream.ToArray();
    }
}
