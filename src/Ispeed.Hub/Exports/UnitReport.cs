using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Documents;
using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Exports;

/// <summary>The báo cáo of one unit to the body above it, with the units below it: filled in as far as anything is known, ready to be looked through and signed.</summary>
internal static class UnitReport
{
    public static OfficialDocument Of(RoundFigures figures, UnitFigures unit, string superior, OfficeWishes wishes)
    {
        var office = Offices.Of(unit.Unit.Name, unit.Unit.Key, superior, figures.Place, wishes);
        var units = figures
            .Units.Where(one => one.Number == unit.Number || one.Number.StartsWith(unit.Number + ".", StringComparison.Ordinal))
            .ToList();
        var subject = $"Kết quả cài đặt, sử dụng {Wording.Program} tháng {VietnameseNumber.Month(figures.Month)}";
        return new(
            $"Báo cáo {subject}",
            office.Body,
            figures.AsOf,
            [
                new([
                    OfficialBlocks.Head(office, "BC", subject: null, figures.Month.AddMonths(1).Year),
                    .. OfficialBlocks.Title("Báo cáo", subject),
                    .. OfficialBlocks.Addressees([superior]),
                    .. Text(figures, unit, units, superior),
                    OfficialBlocks.Closing(office, ["Như trên"]),
                ]),
            ]
        );
    }

    private static IEnumerable<Block> Text(RoundFigures figures, UnitFigures unit, List<UnitFigures> units, string superior)
    {
        var sums = UnitSums.Of(units.Select(one => one.Own));
        yield return P(
            $"{unit.Unit.Name} báo cáo {superior} kết quả cài đặt, sử dụng {Wording.Program} để đo chất lượng dịch vụ {figures.Campaign.Access()} tháng {VietnameseNumber.Month(figures.Month)} như sau:"
        );
        yield return Heading("1. Số liệu");
        yield return Figures(unit, units, sums);
        yield return new Block.Paragraph(
            "Số đã sử dụng do hệ thống ghi nhận: số thiết bị đã đo đủ số lượt theo mã giới thiệu của đơn vị, không lưu tên người đo. Dấu “…” là nội dung đơn vị tự điền.",
            TextStyles.Note
        );
        yield return Heading("2. Khó khăn, vướng mắc");
        yield return P(Words(unit, unit.Declared.Difficulties));
        yield return Heading("3. Đề xuất, kiến nghị");
        yield return P(Words(unit, unit.Declared.Proposals));
        yield return new Block.Paragraph(
            $"Trên đây là báo cáo của {unit.Unit.Name}, kính gửi {superior} tổng hợp{Wording.End}",
            TextStyles.LastText
        );
    }

    // A unit that has said nothing yet writes it in by itself; one that has reported without any has none.
    private static string Words(UnitFigures unit, string? words) => words ?? (unit.Declared == ReportWords.None ? "…" : "Không.");

    // One unit alone is a list of what there is to say; with others below it a row for each.
    private static Block.Grid Figures(UnitFigures unit, List<UnitFigures> units, UnitSums sums) =>
        units.Count == 1
            ? new Block.Grid(
                [
                    new("TT", 12, Alignment.Centre),
                    new("Nội dung", 100, Alignment.Left),
                    new("Số lượng", 26, Alignment.Right),
                    new("Tỷ lệ (%)", 26, Alignment.Right),
                ],
                [
                    Row(1, $"Tổng số {Wording.Staff}", sums.Staff, null),
                    Row(2, "Số người đã cài đặt", sums.Installed, sums.InstalledPercent, isTyped: true),
                    Row(3, "Số đã sử dụng, đo trong tháng (hệ thống ghi nhận)", sums.StaffSeen, sums.Percent),
                    Row(4, "Số người đã sử dụng (đơn vị theo dõi)", sums.Used, sums.UsedPercent, isTyped: true),
                    Row(5, "Số người thân đã được hướng dẫn", sums.RelativesGuided, null, isTyped: true),
                    Row(6, "Số thiết bị của người thân, người dân đã đo", sums.OthersSeen, null),
                    Row(7, $"Số lượt đo theo mã {unit.Code?.Grouped.Replace('-', Run.NoBreakHyphen) ?? "giới thiệu"}", sums.Runs, null),
                ],
                TextStyles.Cell
            )
            : TableBlocks.Of(
                new(
                    "Số liệu",
                    [
                        new("TT", 16, ColumnForm.Mark),
                        new("Đơn vị", 46, ColumnForm.Text),
                        new("Tổng số CCVC-NLĐ", 20, ColumnForm.Number),
                        new("Đã cài đặt", 18, ColumnForm.Number),
                        new("Đã sử dụng", 18, ColumnForm.Number),
                        new("Tỷ lệ (%)", 18, ColumnForm.Number, 2),
                        new("Người thân đã đo", 18, ColumnForm.Number),
                        new("Số lượt đo", 18, ColumnForm.Number),
                    ],
                    [
                        .. units.Select(one => new TableRow(["1" + one.Number[unit.Number.Length..], one.Unit.Name, .. Cells(one.Own)])),
                        new TableRow([null, "Tổng cộng", .. Cells(sums)], IsTotal: true),
                    ]
                )
            );

    private static object?[] Cells(UnitSums sums) =>
        [
            (long?)sums.Staff,
            (object?)(long?)sums.Installed ?? "…",
            (long)sums.StaffSeen,
            sums.Percent,
            (long)sums.OthersSeen,
            (long)sums.Runs,
        ];

    private static GridRow Row(int number, string what, int? count, decimal? percent, bool isTyped = false) =>
        new([
            VietnameseNumber.Whole(number),
            what,
            count is { } one ? VietnameseNumber.Whole(one)
            : isTyped ? "…"
            : "",
            percent is { } share ? VietnameseNumber.Decimal(share, 2) : "",
        ]);

    private static Block.Paragraph P(string text) => new(text, TextStyles.Text);

    private static Block.Paragraph Heading(string text) => new(text, TextStyles.Heading);
}
