using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Exports;

/// <summary>Phụ lục II, the codes, and what units reached.</summary>
internal static class UnitTables
{
    private const string Installed = "Đã cài đặt (đơn vị báo cáo)";
    private const string Used = "Đã sử dụng";
    private const string Relatives = "Người thân";

    /// <summary>Units with their codes: whom to ask, and where they belong.</summary>
    public static SheetTable Codes(IReadOnlyList<UnitFigures> units) =>
        new(
            "Phụ lục II",
            [
                new("TT", 14, ColumnForm.Mark),
                new("Đơn vị", 62, ColumnForm.Text),
                new("Mã giới thiệu", 28, ColumnForm.Mark),
                new("Địa bàn", 30, ColumnForm.Text),
                new("Đầu mối liên hệ", 38, ColumnForm.Text),
            ],
            [.. units.Select(unit => new TableRow([unit.Number, unit.Unit.Name, unit.Code?.Grouped, unit.Area, unit.Contact]))]
        );

    /// <summary>Each unit by itself, without those below it, and all together: every person is counted once.</summary>
    public static SheetTable Results(IReadOnlyList<UnitFigures> units, DateOnly month) =>
        new(
            $"Đơn vị {month:yyyy-MM}",
            [
                new("TT", 14, ColumnForm.Mark),
                new("Đơn vị", 56, ColumnForm.Text),
                new("Tổng số CCVC-NLĐ", 18, ColumnForm.Number),
                new("Số người", 16, ColumnForm.Number, 0, Installed),
                new("Tỷ lệ (%)", 16, ColumnForm.Number, 2, Installed),
                new("Hệ thống ghi nhận", 18, ColumnForm.Number, 0, Used),
                new("Tỷ lệ (%)", 16, ColumnForm.Number, 2, Used),
                new("Đơn vị báo cáo", 18, ColumnForm.Number, 0, Used),
                new("Đã hướng dẫn", 18, ColumnForm.Number, 0, Relatives),
                new("Đã đo", 14, ColumnForm.Number, 0, Relatives),
                new("Số lượt đo theo mã", 18, ColumnForm.Number),
                new("Tình trạng báo cáo", 20, ColumnForm.Mark),
            ],
            [
                .. units.Select(unit => new TableRow([unit.Number, unit.Unit.Name, .. Cells(unit.Own), unit.State.State()])),
                new TableRow([null, "Tổng cộng", .. Cells(UnitSums.Of(units.Select(unit => unit.Own))), Sent(units)], IsTotal: true),
            ]
        );

    /// <summary>In their own words; only units that said something.</summary>
    public static SheetTable Words(IReadOnlyList<UnitFigures> units) =>
        new(
            "Ý kiến của đơn vị",
            [
                new("TT", 14, ColumnForm.Mark),
                new("Đơn vị", 46, ColumnForm.Text),
                new("Khó khăn, vướng mắc", 54, ColumnForm.Text),
                new("Đề xuất, kiến nghị", 54, ColumnForm.Text),
            ],
            [
                .. units
                    .Where(unit => unit.Declared is { Difficulties: not null } or { Proposals: not null })
                    .Select(unit => new TableRow([unit.Number, unit.Unit.Name, unit.Declared.Difficulties, unit.Declared.Proposals])),
            ]
        );

    /// <summary>Units directly below the issuer, with everything below them, the best rate first.</summary>
    public static SheetTable Ranking(RoundFigures figures) =>
        new(
            "Xếp hạng đơn vị",
            [
                new("Hạng", 14, ColumnForm.Mark),
                new("Đơn vị", 70, ColumnForm.Text),
                new("Tổng số CCVC-NLĐ", 22, ColumnForm.Number),
                new("Đã sử dụng", 22, ColumnForm.Number),
                new("Tỷ lệ (%)", 20, ColumnForm.Number, 2),
                new("Tỷ lệ tháng trước (%)", 24, ColumnForm.Number, 2),
            ],
            [
                .. figures
                    .Ranking()
                    .Select(one => new TableRow([
                        one.Rank is { } rank ? Wording.Number(rank) : "–",
                        one.Unit.Unit.Name,
                        (long?)one.Unit.Whole.Staff,
                        (long)one.Unit.Whole.StaffSeen,
                        one.Unit.Whole.Percent,
                        one.Unit.WholeBefore.Percent,
                    ])),
            ]
        );

    /// <summary>How many of the units' reports are there.</summary>
    internal static string Sent(IReadOnlyList<UnitFigures> units) =>
        $"{Wording.Number(units.Count(unit => unit.State is RoundState.Submitted or RoundState.Accepted))}/{Wording.Number(units.Count)} đã gửi";

    private static object?[] Cells(UnitSums sums) =>
        [
            (long?)sums.Staff,
            (long?)sums.Installed,
            sums.InstalledPercent,
            (long)sums.StaffSeen,
            sums.Percent,
            (long?)sums.Used,
            (long?)sums.RelativesGuided,
            (long)sums.OthersSeen,
            (long)sums.Runs,
        ];
}
