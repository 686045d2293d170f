using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Documents;

namespace Ispeed.Hub.Exports;

/// <summary>The báo cáo with which a month ends: what all units and communes together reached, for the body above.</summary>
internal static class UpwardReport
{
    public static OfficialDocument Of(RoundFigures figures, Office office)
    {
        List<Appendix> appendices =
        [
            .. Appendix.Communes(figures, figures.Month) is { } communes ? (Appendix[])[communes] : [],
            Appendix.Results(figures),
        ];
        var subject =
            $"Kết quả đo chất lượng dịch vụ {figures.Campaign.Access()} bằng {Wording.Program} tháng {VietnameseNumber.Month(figures.Month)}";
        return new(
            $"Báo cáo {subject}",
            office.Body,
            figures.AsOf,
            [
                new([
                    OfficialBlocks.Head(office, "BC", subject: null, figures.Month.AddMonths(1).Year),
                    .. OfficialBlocks.Title("Báo cáo", subject),
                    .. office.Parent is { } parent ? OfficialBlocks.Addressees([parent]) : [],
                    .. Text(figures, appendices),
                    OfficialBlocks.Closing(office, [office.Parent is null ? "Các đơn vị liên quan" : "Như trên"]),
                ]),
                .. Appendix.Sections(appendices, Appendix.LetterOf("Báo cáo", office)),
            ]
        );
    }

    private static IEnumerable<Block> Text(RoundFigures figures, List<Appendix> appendices)
    {
        var (units, communes) = (figures.Total, figures.CommuneTotal);
        yield return Heading("I. KẾT QUẢ CÀI ĐẶT, SỬ DỤNG");
        yield return P(
            $"1. Có {Wording.Number(figures.Units.Count)} cơ quan, đơn vị tham gia{(units.Staff is { } staff ? $" với {Wording.Number(staff)} {Wording.Staff}" : "")}. Hệ thống ghi nhận {Wording.Number(units.StaffSeen)} thiết bị của {Wording.Staff} đã đo từ {Wording.Two(figures.Campaign.RunsAMonth)} lần trở lên, đạt {Wording.Percent(units.Percent)}{Wording.Change(units.Percent, figures.TotalBefore.Percent)}; {Wording.Number(units.OthersSeen)} thiết bị của người thân và người dân; tổng số {Wording.Number(units.Runs)} lượt đo theo mã giới thiệu."
        );
        yield return P($"2. {Declared(units)}{Reports(figures)} Chi tiết tại {Appendix.NameOf(appendices, appendices[^1])}.");
        if (figures.Communes.Count > 0)
        {
            yield return Heading("II. KẾT QUẢ ĐO TRÊN ĐỊA BÀN");
            yield return P(
                $"1. {Measured(communes)}{Wording.Number(communes.Reached)}/{Wording.Number(communes.Communes)} {Wording.Communes} đạt từ {Wording.Number(figures.Campaign.SamplesACommune)} mẫu trở lên ({Wording.Percent(communes.ReachedPercent)}){Wording.Change(communes.ReachedPercent, figures.CommuneTotalBefore.ReachedPercent)}{Wording.Gaps(communes)}. Chi tiết tại {Appendix.NameOf(appendices, appendices[0])}."
            );
            yield return P($"2. {SlowSentence(figures)}");
        }

        yield return Heading($"{(figures.Communes.Count > 0 ? "III" : "II")}. KHÓ KHĂN, VƯỚNG MẮC VÀ ĐỀ XUẤT");
        foreach (var block in Words(figures))
        {
            yield return block;
        }

        if (communes.Communes > communes.Reached)
        {
            yield return P(
                $"Tiếp tục huy động đo tại {Wording.Number(communes.Communes - communes.Reached)} {Wording.Communes} chưa đạt số mẫu; đề nghị các doanh nghiệp viễn thông kiểm tra, nâng cao chất lượng tại những nơi có tốc độ thấp."
            );
        }

        yield return new Block.Paragraph(
            $"Trên đây là báo cáo kết quả đo chất lượng dịch vụ {figures.Campaign.Access()} tháng {VietnameseNumber.Month(figures.Month)}{Wording.End}",
            TextStyles.LastText
        );
    }

    private static string Declared(UnitSums units) =>
        units.Installed is { } installed
            ? $"Theo báo cáo của các đơn vị, {Wording.Number(installed)} người đã cài đặt ({Wording.Percent(units.InstalledPercent)}), {Wording.Number(units.Used ?? 0)} người đã sử dụng, {Wording.Number(units.RelativesGuided ?? 0)} người thân được hướng dẫn. "
            : "";

    private static string Reports(RoundFigures figures)
    {
        var open = figures.Units.Count(unit => unit.State is RoundState.Open or RoundState.Returned);
        return $"{Wording.Number(figures.Units.Count - open)}/{Wording.Number(figures.Units.Count)} đơn vị đã gửi báo cáo{(open > 0 ? $", còn {Wording.Number(open)} đơn vị chưa gửi hoặc đang hoàn thiện" : "")}.";
    }

    private static string Measured(CommuneSums communes) =>
        (communes.Runs, communes.Samples) is ({ } runs, { } samples)
            ? $"Trong tháng có {Wording.Number(runs)} lượt đo, {Wording.Number(samples)} mẫu. "
            : "";

    private static string SlowSentence(RoundFigures figures)
    {
        var assessed = figures.Communes.Count(one => one.IsAssessed);
        var below = figures.Communes.Count(one => one.Down?.Value < ReadCommunes.SlowBelowMbps);
        var communes =
            assessed == 0 ? $"Chưa có {Wording.Communes} nào đủ số mẫu để đánh giá tốc độ."
            : below == 0
                ? $"Cả {Wording.Number(assessed)} {Wording.Communes} đủ số mẫu đánh giá đều có tốc độ tải xuống trung vị từ {ReadCommunes.SlowBelowMbps} Mbit/s."
            : $"{Wording.Number(below)}/{Wording.Number(assessed)} {Wording.Communes} đủ số mẫu đánh giá có tốc độ tải xuống trung vị dưới {ReadCommunes.SlowBelowMbps} Mbit/s.";
        return figures.Slow.Count == 0
            ? communes
            : $"{communes} Theo từng nhà mạng, có {Wording.Number(figures.Slow.Count)} trường hợp dưới mức này (chi tiết trong bản tổng hợp).";
    }

    private static IEnumerable<Block> Words(RoundFigures figures)
    {
        var words = UnitTables.Words(figures.Units);
        if (words.Rows.Count == 0)
        {
            yield return P("Các đơn vị chưa nêu khó khăn, vướng mắc hoặc đề xuất trong kỳ báo cáo.");
            yield break;
        }

        yield return P($"{Wording.Number(words.Rows.Count)} đơn vị có ý kiến, như sau:");
        yield return TableBlocks.Of(words);
    }

    private static Block.Paragraph P(string text) => new(text, TextStyles.Text);

    private static Block.Paragraph Heading(string text) => new(text, TextStyles.Heading);
}
