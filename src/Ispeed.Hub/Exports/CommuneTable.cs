using Ispeed.Hub.Documents;
using Ispeed.Hub.Sheets;
using Ispeed.Statistics;

namespace Ispeed.Hub.Exports;

/// <summary>Phụ lục I: what was measured in each commune.</summary>
internal static class CommuneTable
{
    private const string Down = "Tốc độ tải xuống (Mbit/s)";
    private const string Up = "Tốc độ tải lên (Mbit/s)";
    private const string Idle = "Độ trễ (ms)";
    private const string Before = "Tháng trước";

    /// <param name="communes">In their order.</param>
    /// <param name="sums">Of all of them.</param>
    /// <param name="month">Whose figures they are; names the sheet.</param>
    public static SheetTable Of(IReadOnlyList<CommuneFigures> communes, CommuneSums sums, DateOnly month)
    {
        var hasDistricts = communes.Any(one => one.District is not null);
        var target = communes.Count > 0 ? communes[0].Target : Tiers.OfficialBar;
        var columns = new List<(SheetColumn Column, Func<CommuneFigures, int, object?> Of, Func<CommuneSums, object?>? Total)>
        {
            (new("TT", 9, ColumnForm.Mark), (_, at) => Wording.Number(at + 1), null),
        };
        if (hasDistricts)
        {
            columns.Add((new("Huyện, thị xã, thành phố", 30, ColumnForm.Text), (one, _) => one.District, null));
        }

        columns.AddRange([
            (new("Xã, phường, đặc khu", 39, ColumnForm.Text), (one, _) => one.Commune.FullName, _ => "Tổng cộng"),
            (new("Số lượt đo", 15, ColumnForm.Number), (one, _) => (long?)one.Runs, total => (long?)total.Runs),
            (new("Số mẫu", 14, ColumnForm.Number), (one, _) => (long?)one.Samples, total => (long?)total.Samples),
            (
                new($"Đạt ≥ {target} mẫu", 14, ColumnForm.Mark),
                (one, _) => one.IsReached ? "Có" : "Không",
                total => $"{Wording.Number(total.Reached)}/{Wording.Number(total.Communes)}"
            ),
            (new("Trung vị", 13.5, ColumnForm.Number, 1, Down), (one, _) => Value(one.Down), null),
            (new("Khoảng 95%", 25.5, ColumnForm.Mark, 0, Down), (one, _) => Interval(one.Down), null),
            (new("Trung vị", 13.5, ColumnForm.Number, 1, Up), (one, _) => Value(one.Up), null),
            (new("Khoảng 95%", 25.5, ColumnForm.Mark, 0, Up), (one, _) => Interval(one.Up), null),
            (new("Trung vị", 13.5, ColumnForm.Number, 1, Idle), (one, _) => Value(one.IdleMs), null),
            (new("Khoảng 95%", 25.5, ColumnForm.Mark, 0, Idle), (one, _) => Interval(one.IdleMs), null),
            (new("Số mẫu", 14, ColumnForm.Number, 0, Before), (one, _) => (long?)one.SamplesBefore, null),
            (new("Tải xuống", 15, ColumnForm.Number, 1, Before), (one, _) => Rounded(one.DownBefore), null),
            (new("Ghi chú", 34, ColumnForm.Text), (one, _) => one.IsAssessed ? null : "Không đủ số mẫu", null),
        ]);
        return new(
            $"Phụ lục I {month:yyyy-MM}",
            [.. columns.Select(column => column.Column)],
            [
                .. communes.Select((one, at) => new TableRow([.. columns.Select(column => column.Of(one, at))])),
                new TableRow([.. columns.Select(column => column.Total?.Invoke(sums))], IsTotal: true),
            ]
        );
    }

    internal static object? Value(QuantileEstimate? estimate) => estimate is null ? null : VietnameseNumber.Rounded(estimate.Value, 1);

    internal static string? Interval(QuantileEstimate? estimate) =>
        estimate?.Interval is { } interval ? $"{One(interval.Low)} – {One(interval.High)}" : null;

    private static decimal? Rounded(double? value) => value is { } one ? VietnameseNumber.Rounded(one, 1) : null;

    private static string One(double value) => VietnameseNumber.Decimal(VietnameseNumber.Rounded(value, 1), 1);
}
