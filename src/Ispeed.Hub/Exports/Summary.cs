using Ispeed.Hub.Documents;
using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Sheets;

namespace Ispeed.Hub.Exports;

/// <summary>The summary of a month for a meeting or a file: who is ahead, where samples are missing, where it is slow, and what has changed.</summary>
internal static class Summary
{
    private const int MostBars = 25; // a page

    private static readonly Length Width = Length.Mm(165);

    public static OfficialDocument Of(RoundFigures figures, Office office)
    {
        var title =
            $"Tổng hợp kết quả đo chất lượng dịch vụ {figures.Campaign.Access()} bằng {Wording.Program} tháng {VietnameseNumber.Month(figures.Month)}";
        return new(
            title,
            office.Body,
            figures.AsOf,
            [
                new([
                    new Block.Paragraph(office.Body.ToUpperInvariant(), TextStyles.AppendixLabel),
                    OfficialBlocks.Centred(title.ToUpperInvariant(), TextStyles.AppendixTitle, Width),
                    new Block.Rule(Length.Mm(35), Length.Pt(2)),
                    .. Blocks(figures),
                    new Block.Paragraph(figures.Method(), TextStyles.Note),
                ]),
            ]
        );
    }

    /// <summary>The same tables for a workbook and for CSV.</summary>
    public static IReadOnlyList<(string File, SheetTable Table)> Tables(RoundFigures figures) =>
        [
            ("so-voi-thang-truoc", SummaryTables.Comparison(figures)),
            ("xep-hang-don-vi", UnitTables.Ranking(figures)),
            ("tien-do", SummaryTables.Progress(figures.Communes)),
            ("duoi-40-mbit", SummaryTables.Slow(figures.Slow)),
        ];

    private static IEnumerable<Block> Blocks(RoundFigures figures)
    {
        yield return Caption("1. So với tháng trước");
        yield return TableBlocks.Of(SummaryTables.Comparison(figures));

        yield return Caption("2. Xếp hạng đơn vị theo tỷ lệ sử dụng");
        yield return UnitChart(figures);
        yield return TableBlocks.Of(UnitTables.Ranking(figures));
        yield return new Block.Paragraph(
            "Mỗi đơn vị gồm cả các đơn vị cấp dưới. Tỷ lệ: số thiết bị đã đo đủ số lượt theo mã, trên tổng số công chức, viên chức, người lao động; có thể trên 100% khi một người đo bằng nhiều thiết bị.",
            TextStyles.Note
        );
        if (figures.Communes.Count == 0)
        {
            yield break;
        }

        yield return Caption("3. Tiến độ số mẫu của các xã, phường, đặc khu");
        yield return CommuneChart(figures);
        yield return TableBlocks.Of(SummaryTables.Progress(figures.Communes));

        yield return Caption($"4. Xã, phường, đặc khu có nhà mạng dưới {ReadCommunes.SlowBelowMbps} Mbit/s");
        var slow = SummaryTables.Slow(figures.Slow);
        yield return slow.Rows.Count > 0 ? TableBlocks.Of(slow) : new Block.Paragraph("Không có.", TextStyles.Text);
        yield return new Block.Paragraph(
            $"Chỉ nêu nơi nhà mạng có từ 30 mẫu trở lên và cả khoảng tin cậy nằm dưới {ReadCommunes.SlowBelowMbps} Mbit/s.",
            TextStyles.Note
        );
    }

    private static Block.Picture UnitChart(RoundFigures figures)
    {
        var ranking = figures.Ranking();
        var shown = ranking.Count <= MostBars ? ranking : [.. ranking.Skip(ranking.Count - MostBars)];
        var bars = shown.Select(one => new BarOf(
            one.Unit.Unit.Name,
            (double?)one.Unit.Whole.Percent,
            one.Unit.Whole.Percent is { } percent ? VietnameseNumber.Percent(percent) : "–",
            (double?)one.Unit.WholeBefore.Percent
        ));
        return Picture(
            [.. bars],
            end: 100,
            new(
                ranking.Count <= MostBars ? "Tháng này" : $"Tháng này ({MostBars} đơn vị thấp nhất)",
                figures.Units.Any(unit => unit.WholeBefore.Percent is not null) ? "Tháng trước" : null,
                null
            ),
            "Biểu đồ tỷ lệ sử dụng của các đơn vị; số liệu ở bảng dưới."
        );
    }

    private static Block.Picture CommuneChart(RoundFigures figures)
    {
        var target = figures.Campaign.SamplesACommune;
        var least = SummaryTables.ByProgress(figures.Communes).Where(one => one.Samples is not null).Take(MostBars).ToList();
        return Picture(
            [.. least.Select(one => new BarOf(one.Commune.FullName, one.Samples, Wording.Number(one.Samples!.Value), one.SamplesBefore))],
            end: target,
            new(
                figures.Communes.Count <= MostBars ? "Số mẫu" : $"Số mẫu ({MostBars} nơi ít nhất)",
                least.Exists(one => one.SamplesBefore is not null) ? "Tháng trước" : null,
                $"{Wording.Number(target)} mẫu"
            ),
            "Biểu đồ số mẫu của các xã, phường, đặc khu có ít mẫu nhất; số liệu ở bảng dưới.",
            mark: target
        );
    }

    private static Block.Picture Picture(List<BarOf> bars, double end, BarLegend legend, string alternative, double? mark = null) =>
        new(BarChart.Of(bars, Width, end, mark, legend), alternative);

    private static Block.Paragraph Caption(string text) => new(text, TextStyles.Caption);
}
