using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Documents;
using Ispeed.Hub.Exports;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Tests.Documents;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Exports;

public sealed class RoundPapersTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_file_of_a_month_says_the_same_numbers_and_they_are_those_of_the_store(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var figures = await SomeRound.FillAsync(hub);
        await AgreesWithStoreAsync(hub, figures);

        var papers = RoundPapers.Of(figures, OfficeWishes.None).ToDictionary(paper => paper.Name, StringComparer.Ordinal);
        var communes = Appendix.Communes(figures, figures.Month)!.Table;
        var results = Appendix.Results(figures).Table;
        var codes = Appendix.Codes(figures).Table;
        var summary = Summary.Tables(figures);
        Compare(communes, papers, "phu-luc-1-so-lieu");
        Compare(codes, papers, "phu-luc-2-ma-gioi-thieu");
        Compare(results, papers, "ket-qua-don-vi");
        CompareCsv(summary.Select(one => (one.Table, papers[$"tong-hop-{one.File}.csv"].Write())));
        CompareXlsx([.. summary.Select(one => one.Table)], papers["tong-hop.xlsx"].Write());
        CompareDocuments([.. summary.Select(one => one.Table).Where(one => one.Rows.Count > 0)], papers, "tong-hop");
        CompareDocuments([Appendix.Communes(figures, figures.MonthBefore)!.Table, codes], papers, "cong-van");
        CompareDocuments([communes, results], papers, "bao-cao");
        papers.Keys.Count(name => name.StartsWith(RoundPapers.UnitFolder, StringComparison.Ordinal)).ShouldBe(2 * figures.Units.Count);

        // What is exported again is the same to the last byte, from a hub that read everything anew.
        var again = RoundPapers.Of(await SomeRound.ReadAsync(hub), OfficeWishes.None);
        again.Select(paper => paper.Name).ShouldBe(papers.Keys);
        again.Where(paper => !paper.Write().AsSpan().SequenceEqual(papers[paper.Name].Write())).Select(paper => paper.Name).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_units_report_has_its_own_figures_and_those_below_it_and_room_for_what_only_it_knows()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var figures = await SomeRound.FillAsync(hub);
        var papers = RoundPapers.Of(figures, OfficeWishes.None).ToDictionary(paper => paper.Name, StringComparer.Ordinal);
        var alone = figures.Units.Single(unit => unit.Unit.Key == "STC");
        SomeDocument
            .GridOf(papers["bao-cao-don-vi/STC.docx"].Write())
            .Select(row => row[2])
            .ShouldBe([
                "164",
                "…",
                VietnameseNumber.Whole(alone.Own.StaffSeen),
                "…",
                "…",
                VietnameseNumber.Whole(alone.Own.OthersSeen),
                VietnameseNumber.Whole(alone.Own.Runs),
            ]);

        var above = figures.Units.Single(unit => unit.Unit.Key == "SYT");
        var below = figures.Units.Single(unit => unit.Unit.Key == "SYT.TTKSBT");
        above.Whole.StaffSeen.ShouldBe(above.Own.StaffSeen + below.Own.StaffSeen);
        SomeDocument
            .GridOf(papers["bao-cao-don-vi/SYT.docx"].Write())
            .Select(row => (row[0], row[2]))
            .ShouldBe([("1", "141"), ("1.1", "133"), ("", "274")]);

        var declared = above with
        {
            Declared = new(200, 150, 40, "Sóng yếu tại tầng hầm", null),
            Own = above.Own with { Installed = 200, Used = 150, RelativesGuided = 40 },
        };
        var told = figures with { Units = [declared] };
        var text = SomeDocument.WordsOf(UnitReport.Of(told, declared, "Sở Khoa học và Công nghệ", OfficeWishes.None).Pdf());
        text.ShouldContain("Sóng yếu tại tầng hầm");
        text.ShouldContain("Không.");
        UnitTables.Words(told.Units).Rows.Single().Cells[2].ShouldBe("Sóng yếu tại tầng hầm");
    }

    [Fact]
    public async Task A_campaign_without_a_place_or_published_figures_has_papers_that_do_not_speak_of_them()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var figures = await SomeRound.FillAsync(hub);
        var bare = figures with
        {
            Place = null,
            Communes = [],
            CommunesBefore = [],
            PlaceTotal = null,
            PlaceTotalBefore = null,
            Slow = [],
            Superior = null,
        };
        var papers = RoundPapers.Of(bare, OfficeWishes.None);
        papers.ShouldNotContain(paper => paper.Name.StartsWith("phu-luc-1", StringComparison.Ordinal));
        foreach (var paper in papers.Where(paper => paper.Name.EndsWith(".pdf", StringComparison.Ordinal)))
        {
            paper.Write().Length.ShouldBeGreaterThan(1_000);
        }

        var letter = SomeDocument.WordsOf(papers.Single(paper => paper.Name == "cong-van.pdf").Write());
        letter.ShouldNotContain("Phụ lục I");
        letter.ShouldContain("Phụ lục");
    }

    private static async Task AgreesWithStoreAsync(RunningHub hub, RoundFigures figures)
    {
        await using var db = hub.OpenDb();
        var codes = await db.ReferralCodes.Where(row => row.CampaignId == figures.Campaign.Id).Select(row => row.Code).ToListAsync(Ending);
        var devices = await db.Participations.Where(one => one.Month == SomeRound.Month && codes.Contains(one.Code)).ToListAsync(Ending);
        devices.Count.ShouldBeGreaterThan(100);
        figures.Total.StaffSeen.ShouldBe(devices.Count(one => one.Participant is Participant.Staff));
        figures.Total.OthersSeen.ShouldBe(devices.Count(one => one.Participant is Participant.Relative or Participant.Citizen));
        figures.Total.Runs.ShouldBe(devices.Sum(one => one.Runs));

        figures.Communes.Count(commune => commune.IsAssessed).ShouldBe(1);
        foreach (var commune in figures.Communes)
        {
            var cell = (await AreaFigures.ReadAsync(db, commune.Commune, Period.Of(SomeRound.Month), Ending)).At(Figure.Mobile);
            commune.Runs.ShouldBe(cell is null ? 0 : cell.Runs);
            commune.Samples.ShouldBe(cell is null ? 0 : cell.Samples);
            commune.Down.ShouldBe(commune.IsAssessed ? cell!.Down!.Median : null);
        }
    }

    private static void Compare(SheetTable table, Dictionary<string, Paper> papers, string name)
    {
        CompareCsv([(table, papers[$"{name}.csv"].Write())]);
        CompareXlsx([table], papers[$"{name}.xlsx"].Write());
        CompareDocuments([table], papers, name);
    }

    private static void CompareCsv(IEnumerable<(SheetTable Table, byte[] Csv)> files)
    {
        foreach (var (table, csv) in files)
        {
            var sheet = SheetFile.Open(csv, "x.csv").ShouldBeOfType<SheetFile.Read>().Sheet;
            sheet.Rows.Count.ShouldBe(table.Rows.Count + 1);
            for (var row = 0; row < table.Rows.Count; row++)
            {
                for (var column = 0; column < table.Columns.Count; column++)
                {
                    var cell = table.Rows[row].Cells[column];
                    sheet.Rows[row + 1][column].Text.ShouldBe(Plain(cell));
                }
            }
        }
    }

    private static void CompareXlsx(IReadOnlyList<SheetTable> tables, byte[] xlsx)
    {
        using var stream = new MemoryStream(xlsx);
        using var file = SpreadsheetDocument.Open(stream, isEditable: false);
        var book = file.WorkbookPart!;
        var sheets = book.Workbook!.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().ToList();
        sheets.Select(sheet => sheet.Name!.Value!).ShouldBe(tables.Select(table => table.Name));
        for (var i = 0; i < tables.Count; i++)
        {
            var sheet = ((WorksheetPart)book.GetPartById(sheets[i].Id!.Value!)).Worksheet!;
            sheet.Descendants<Pane>().Single().State!.Value.ShouldBe(PaneStateValues.Frozen);
            var rows = sheet
                .Descendants<Row>()
                .Skip(1)
                .Select(row => row.Elements<DocumentFormat.OpenXml.Spreadsheet.Cell>().ToList())
                .ToList();
            rows.Count.ShouldBe(tables[i].Rows.Count);
            for (var row = 0; row < rows.Count; row++)
            {
                for (var column = 0; column < rows[row].Count; column++)
                {
                    var (written, meant) = (rows[row][column], tables[i].Rows[row].Cells[column]);
                    if (meant is long or decimal)
                    {
                        written.DataType!.Value.ShouldBe(CellValues.Number);
                        decimal.Parse(written.CellValue!.Text, CultureInfo.InvariantCulture)
                            .ShouldBe(Convert.ToDecimal(meant, CultureInfo.InvariantCulture));
                    }
                    else
                    {
                        written.InnerText.ShouldBe((string?)meant ?? "");
                    }
                }
            }
        }
    }

    // Of a PDF the letters in the order in which they are drawn: cells follow each other, so that a row's cells must stand together.
    private static void CompareDocuments(IReadOnlyList<SheetTable> tables, Dictionary<string, Paper> papers, string name)
    {
        var docx = papers[$"{name}.docx"].Write();
        var pdf = Letters(string.Concat(SomeDocument.PagesOf(papers[$"{name}.pdf"].Write()).Select(page => page.Text)));
        var at = 0;
        for (var i = 0; i < tables.Count; i++)
        {
            var expected = tables[i]
                .Rows.Select(row => row.Cells.Select((cell, column) => TableBlocks.Text(cell, tables[i].Columns[column])).ToArray())
                .ToList();
            var grid = SomeDocument.GridOf(docx, i);
            grid.Count.ShouldBe(expected.Count);
            for (var row = 0; row < expected.Count; row++)
            {
                grid[row].ShouldBe(expected[row]);
                var drawn = Letters(string.Concat(expected[row]));
                var found = pdf.IndexOf(drawn, at, StringComparison.Ordinal);
                found.ShouldBeGreaterThanOrEqualTo(0, $"{name}.pdf lacks {drawn} after {at}");
                at = found + drawn.Length;
            }
        }
    }

    private static string Plain(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";

    private static string Letters(string text) => string.Concat(text.Where(one => !char.IsWhiteSpace(one)));
}
