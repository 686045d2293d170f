using Ispeed.Hub.Documents;
using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Exports;

/// <summary>A table with the head of an appendix, on pages of its own.</summary>
internal sealed record Appendix(string Title, SheetTable Table, string? Note, bool IsLandscape)
{
    /// <summary>Phụ lục I of a month, or null while the month is not published.</summary>
    public static Appendix? Communes(RoundFigures figures, DateOnly month)
    {
        var (communes, sums) =
            month == figures.Month ? (figures.Communes, figures.CommuneTotal) : (figures.CommunesBefore, figures.CommuneTotalBefore);
        return communes.Count == 0
            ? null
            : new(
                $"Số liệu đo {figures.Campaign.Access()} tại các {Wording.Communes} tháng {VietnameseNumber.Month(month)}",
                CommuneTable.Of(communes, sums, month),
                figures.Method(),
                IsLandscape: true // fourteen columns
            );
    }

    public static Appendix Codes(RoundFigures figures) =>
        new("Danh sách đơn vị và mã giới thiệu", UnitTables.Codes(figures.Units), null, IsLandscape: false);

    public static Appendix Results(RoundFigures figures) =>
        new(
            $"Kết quả cài đặt, sử dụng {Wording.Program} của các đơn vị tháng {VietnameseNumber.Month(figures.Month)}",
            UnitTables.Results(figures.Units, figures.Month),
            "CCVC-NLĐ: công chức, viên chức, người lao động. Mỗi dòng là riêng đơn vị đó, không gồm đơn vị cấp dưới. Hệ thống ghi nhận: số thiết bị đã đo đủ số lượt theo mã của đơn vị.",
            IsLandscape: true
        );

    /// <summary>Numbered where there are several (Decree 30/2020, annex I, part II.12).</summary>
    public static IEnumerable<Section> Sections(IReadOnlyList<Appendix> appendices, string letter) =>
        appendices.Select(
            (one, at) => one.Section(OfficialBlocks.AppendixHead(appendices.Count > 1 ? at + 1 : null, one.Title, letter, one.Width))
        );

    /// <summary>What the text calls it.</summary>
    public static string NameOf(IReadOnlyList<Appendix> all, Appendix one) =>
        all.Count > 1 ? $"Phụ lục {OfficialBlocks.Roman(all.IndexOf(one) + 1)}" : "Phụ lục";

    /// <summary>(Kèm theo Công văn số …): open, as number and date are.</summary>
    public static string LetterOf(string kind, Office office) =>
        $"(Kèm theo {kind} số\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0/{(kind == "Báo cáo" ? "BC-" : "")}{office.Symbol} ngày\u00A0\u00A0\u00A0\u00A0tháng\u00A0\u00A0\u00A0\u00A0năm\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0của {office.Body})";

    /// <summary>The table in a file of its own, which says nothing of a letter.</summary>
    public Section Alone() => Section([OfficialBlocks.TableTitle(Title, Width)]);

    private Length Width => new Section([], IsLandscape).TextWidth;

    private Section Section(IEnumerable<Block> head) =>
        new(
            [
                .. head,
                TableBlocks.Of(Table, Table.Columns.Count > 8 ? TextStyles.SmallCell : TextStyles.Cell),
                .. Note is { } note ? (Block[])[new Block.Paragraph(note, TextStyles.Note)] : [],
            ],
            IsLandscape
        );
}

file static class Lists
{
    public static int IndexOf<T>(this IReadOnlyList<T> all, T one) => all.TakeWhile(other => !Equals(other, one)).Count();
}
