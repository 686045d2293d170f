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
    /// <param name="month">Whose figures they are; names the sheet.</param>
    public static SheetTable Of(IReadOnlyList<CommuneFigures> communes, DateOnly month)
    {
        var hasDistricts = communes.Any(one => one.District is not null);
        var target = communes.Count > 0 ? communes[0].Target : Tiers.OfficialBar;
        var columns = new List<(SheetColumn Column, Func<CommuneFigures, int, object?> Of, Func<CommuneSums, object?>? Total)>
        {
            (new("TT", 10, ColumnForm.Mark), (_, at) => Wording.Number(at + 1), null),
        };
        if (hasDistricts)
        {
            columns.Add((new("Huyện, thị xã, thành phố", 30, ColumnForm.Text), (one, _) => one.District, null));
        }

        columns.AddRange([
            (new("Xã, phường, đặc khu", 38, ColumnForm.Text), (one, _) => one.Commune.FullName, _ => "Tổng cộng"),
            (new("Số lượt đo", 17, ColumnForm.Number), (one, _) => (long?)one.Runs, sums => (long)sums.Runs),
            (new("Số mẫu", 16, ColumnForm.Number), (one, _) => (long)one.Samples, sums => (long)sums.Samples),
            (
                new($"Đạt ≥ {target} mẫu", 16, ColumnForm.Mark),
                (one, _) => one.IsReached ? "Có" : "Không",
                sums => $"{Wording.Number(sums.Reached)}/{Wording.Number(sums.Communes)}"
            ),
            (new("Trung vị", 16, ColumnForm.Number, 1, Down), (one, _) => Value(one.Down), null),
            (new("Khoảng 95%", 24, ColumnForm.Mark, 0, Down), (one, _) => Interval(one.Down), null),
            (new("Trung vị", 16, ColumnForm.Number, 1, Up), (one, _) => Value(one.Up), null),
            (new("Khoảng 95%", 24, ColumnForm.Mark, 0, Up), (one, _) => Interval(one.Up), null),
            (new("Trung vị", 16, ColumnForm.Number, 1, Idle), (one, _) => Value(one.IdleMs), null),
            (new("Khoảng 95%", 24, ColumnForm.Mark, 0, Idle), (one, _) => Interval(one.IdleMs), null),
            (
                new("Số mẫu", 16, ColumnForm.Number, 0, Before),
                (one, _) => (long?)one.SamplesBefore,
                _ => communes.Any(one => one.SamplesBefore is not null) ? communes.Sum(one => (long)(one.SamplesBefore ?? 0)) : null
            ),
            (new("Tải xuống", 16, ColumnForm.Number, 1, Before), (one, _) => Rounded(one.DownBefore), null),
            (new("Ghi chú", 26, ColumnForm.Text), (one, _) => one.IsAssessed ? null : "Không đủ số mẫu", null),
        ]);
        var sums = CommuneSums.Of(communes);
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

    private static object? Rounded(double? value) => value is { } one ? VietnameseNumber.Rounded(one, 1) : null;

    private static string One(double value) => VietnameseNumber.Decimal(VietnameseNumber.Rounded(value, 1), 1);
}
