using Ispeed.Hub.Documents;
using Ispeed.Hub.Documents.Docx;
using Ispeed.Hub.Documents.Pdf;
using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Exports;

/// <summary>One file of a month.</summary>
/// <param name="Name">With its folder where it has one, and with its ending.</param>
/// <param name="Write">Its content; may be called from several threads at once.</param>
internal sealed record Paper(string Name, Func<byte[]> Write);

/// <summary>All papers of a month: letters, reports, appendices and summary, as .docx, .pdf, .xlsx and .csv, all from the same figures.</summary>
internal static class RoundPapers
{
    public const string UnitFolder = "bao-cao-don-vi";

    /// <summary>In the order in which a clerk needs them.</summary>
    /// <param name="figures">What they say.</param>
    /// <param name="wishes">Who signs.</param>
    /// <param name="hub">The address that people open, for posters and slips; null leaves these out.</param>
    public static IReadOnlyList<Paper> Of(RoundFigures figures, OfficeWishes wishes, Uri? hub = null)
    {
        var office = Offices.Of(figures.Issuer.Name, figures.Issuer.Key, figures.Superior, figures.Place, wishes);
        var papers = new List<Paper>();
        papers.AddRange(Documents("cong-van", () => UnitLetter.Of(figures, office)));
        papers.AddRange(Documents("bao-cao", () => UpwardReport.Of(figures, office)));
        if (Appendix.Communes(figures, figures.Month) is { } communes)
        {
            papers.AddRange(Tables("phu-luc-1-so-lieu", communes, figures));
        }

        papers.AddRange(Tables("phu-luc-2-ma-gioi-thieu", Appendix.Codes(figures), figures));
        papers.AddRange(Tables("ket-qua-don-vi", Appendix.Results(figures), figures));
        papers.AddRange(Documents("tong-hop", () => Summary.Of(figures, office)));
        var summary = Summary.Tables(figures);
        papers.Add(new("tong-hop.xlsx", () => Workbook([.. summary.Select(one => one.Table)], figures)));
        papers.AddRange(summary.Select(one => new Paper($"tong-hop-{one.File}.csv", () => SheetWriter.Csv(one.Table))));
        if (hub is not null)
        {
            papers.Add(new("to-ma-qr.pdf", () => CodeSheets.Posters(figures, hub)));
            papers.Add(new("phieu-ma-qr.pdf", () => CodeSheets.Slips(figures, hub)));
        }

        papers.AddRange(Units(figures));
        return papers;
    }

    private static IEnumerable<Paper> Units(RoundFigures figures)
    {
        var names = figures.Units.ToDictionary(unit => unit.Unit.Id, unit => unit.Unit.Name);
        foreach (var unit in figures.Units)
        {
            var superior = unit.Unit.ParentId is { } parent && names.TryGetValue(parent, out var name) ? name : figures.Issuer.Name;
            foreach (
                var paper in Documents($"{UnitFolder}/{unit.Unit.Key}", () => UnitReport.Of(figures, unit, superior, OfficeWishes.None))
            )
            {
                yield return paper;
            }
        }
    }

    private static Paper[] Documents(string name, Func<OfficialDocument> document) =>
        [new($"{name}.docx", () => DocxWriter.Write(document())), new($"{name}.pdf", () => PdfWriter.Write(document()))];

    private static IEnumerable<Paper> Tables(string name, Appendix appendix, RoundFigures figures) =>
        [
            .. Documents(name, () => new(appendix.Title, figures.Issuer.Name, figures.AsOf, [appendix.Alone()])),
            new($"{name}.xlsx", () => Workbook([appendix.Table], figures)),
            new($"{name}.csv", () => SheetWriter.Csv(appendix.Table)),
        ];

    private static byte[] Workbook(IReadOnlyList<SheetTable> tables, RoundFigures figures)
    {
        using var workbook = XlsxWriter.Write(tables);
        return PackageSeal.Seal(workbook, figures.AsOf);
    }
}
