using Ispeed.Hub.Documents;
using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Exports;

/// <summary>Tables of the summary that are about communes and about the month as a whole.</summary>
internal static class SummaryTables
{
    /// <summary>This month beside the one before.</summary>
    public static SheetTable Comparison(RoundFigures figures)
    {
        var (units, unitsBefore) = (figures.Total, figures.TotalBefore);
        var (communes, before) = (figures.CommuneTotal, figures.CommuneTotalBefore);
        var hasBefore = figures.CommunesBefore.Count > 0;
        return new(
            "So với tháng trước",
            [
                new("Chỉ tiêu", 85, ColumnForm.Text),
                new($"Tháng {VietnameseNumber.Month(figures.Month)}", 26, ColumnForm.Number, 2),
                new($"Tháng {VietnameseNumber.Month(figures.MonthBefore)}", 26, ColumnForm.Number, 2),
                new("Tăng, giảm", 26, ColumnForm.Number, 2),
            ],
            [
                Counts("Tổng số công chức, viên chức, người lao động (người)", units.Staff, unitsBefore.Staff),
                Counts("Thiết bị của công chức, viên chức, người lao động đã đo", units.StaffSeen, unitsBefore.StaffSeen),
                Shares("Tỷ lệ sử dụng (%)", units.Percent, unitsBefore.Percent),
                Counts("Thiết bị của người thân, người dân đã đo", units.OthersSeen, unitsBefore.OthersSeen),
                Counts("Số lượt đo theo mã giới thiệu", units.Runs, unitsBefore.Runs),
                Counts("Số lượt đo trên địa bàn", communes.Runs, before.Runs),
                Counts("Số mẫu trên địa bàn", communes.Samples, before.Samples),
                Counts("Số xã, phường, đặc khu đạt số mẫu", communes.Reached, hasBefore ? before.Reached : null),
                Shares("Tỷ lệ xã, phường, đặc khu đạt số mẫu (%)", communes.ReachedPercent, before.ReachedPercent),
                Counts("Số xã, phường, đặc khu chưa có mẫu nào", communes.Untouched, hasBefore ? before.Untouched : null),
            ]
        );
    }

    /// <summary>By what is reached, not by speed: the least first, because that is where to go.</summary>
    public static SheetTable Progress(IReadOnlyList<CommuneFigures> communes) =>
        new(
            "Tiến độ xã, phường",
            [
                new("TT", 14, ColumnForm.Mark),
                new("Xã, phường, đặc khu", 66, ColumnForm.Text),
                new("Số mẫu", 22, ColumnForm.Number),
                new("Tiến độ (%)", 22, ColumnForm.Number, 2),
                new("Còn thiếu", 22, ColumnForm.Number),
                new("Số mẫu tháng trước", 24, ColumnForm.Number),
            ],
            [
                .. ByProgress(communes)
                    .Select(
                        (one, at) =>
                            new TableRow([
                                Wording.Number(at + 1),
                                one.Commune.FullName,
                                (long?)one.Samples,
                                ProgressOf(one),
                                one.Samples is { } samples ? (long?)Math.Max(0, one.Target - samples) : null,
                                (long?)one.SamplesBefore,
                            ])
                    ),
            ]
        );

    /// <summary>Where an operator is below 40 Mbit/s, with enough samples of its own to say so.</summary>
    public static SheetTable Slow(IReadOnlyList<SlowCommune> slow) =>
        new(
            "Dưới 40 Mbit/s",
            [
                new("TT", 14, ColumnForm.Mark),
                new("Xã, phường, đặc khu", 60, ColumnForm.Text),
                new("Nhà mạng", 34, ColumnForm.Text),
                new("Số mẫu", 20, ColumnForm.Number),
                new("Tải xuống (Mbit/s)", 24, ColumnForm.Number, 1),
                new("Khoảng 95%", 26, ColumnForm.Mark),
            ],
            [
                .. slow.Select(
                    (one, at) =>
                        new TableRow([
                            Wording.Number(at + 1),
                            one.Commune.FullName,
                            one.Operator,
                            (long)one.Samples,
                            CommuneTable.Value(one.Down),
                            CommuneTable.Interval(one.Down),
                        ])
                ),
            ]
        );

    // Where the number is hidden it is small.
    internal static IEnumerable<CommuneFigures> ByProgress(IReadOnlyList<CommuneFigures> communes) =>
        communes.OrderBy(one => one.Samples ?? 1).ThenBy(one => one.Commune.Code, StringComparer.Ordinal);

    internal static decimal? ProgressOf(CommuneFigures one) =>
        UnitSums.PercentOf(one.Samples, one.Target) is { } percent ? Math.Min(100m, percent) : null;

    private static TableRow Counts(string what, long? now, long? before) => new([what, now, before, now - before]);

    private static TableRow Shares(string what, decimal? now, decimal? before) => new([what, now, before, now - before]);
}
