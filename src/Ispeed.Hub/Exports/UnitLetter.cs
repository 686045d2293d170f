using Ispeed.Hub.Documents;

namespace Ispeed.Hub.Exports;

/// <summary>The công văn with which a month begins: what units shall do, by when, with which codes; beside it what communes reached in the month before.</summary>
internal static class UnitLetter
{
    private const int MostAddressees = 6; // beyond, they are in the appendix with the codes

    public static OfficialDocument Of(RoundFigures figures, Office office)
    {
        var appendices = AppendicesOf(figures);
        var subject =
            $"V/v cài đặt, sử dụng {Wording.Program} để đo chất lượng dịch vụ {figures.Campaign.Access()} tháng {VietnameseNumber.Month(figures.Month)}";
        return new(
            subject,
            office.Body,
            figures.AsOf,
            [
                new([
                    OfficialBlocks.Head(office, kind: null, subject, figures.Month.Year),
                    .. OfficialBlocks.Addressees(AddresseesOf(figures, appendices)),
                    .. Text(figures, office, appendices),
                    OfficialBlocks.Closing(
                        office,
                        ["Như trên", .. office.Parent is { } parent ? (string[])[$"{parent} (để báo cáo)"] : []]
                    ),
                ]),
                .. Appendix.Sections(appendices, Appendix.LetterOf("Công văn", office)),
            ]
        );
    }

    private static List<Appendix> AppendicesOf(RoundFigures figures) =>
        [.. Appendix.Communes(figures, figures.MonthBefore) is { } communes ? (Appendix[])[communes] : [], Appendix.Codes(figures)];

    private static List<string> AddresseesOf(RoundFigures figures, List<Appendix> appendices)
    {
        var first = figures.Units.Where(unit => unit.Level == 1).Select(unit => unit.Unit.Name).ToList();
        return first.Count <= MostAddressees ? first : [$"Các cơ quan, đơn vị tại {Appendix.NameOf(appendices, appendices[^1])}"];
    }

    private static IEnumerable<Block> Text(RoundFigures figures, Office office, List<Appendix> appendices)
    {
        var campaign = figures.Campaign;
        var month = VietnameseNumber.Month(figures.Month);
        yield return P(
            $"Thực hiện “{campaign.Title}” nhằm có đủ số liệu đánh giá chất lượng dịch vụ {campaign.Access()} đến từng {Wording.Communes}, {office.Body} đề nghị các cơ quan, đơn vị triển khai trong tháng {month} các nội dung sau:"
        );
        yield return Item(
            "1. Đối tượng: ",
            $"bảo đảm {campaign.StaffPercent}% {Wording.Staff} cài đặt và sử dụng {Wording.Program}{Headcount(figures)}; hướng dẫn người thân, vận động người dân trên địa bàn cùng tham gia."
        );
        yield return Item(
            "2. Tần suất: ",
            $"mỗi người đo tối thiểu {Wording.Two(campaign.RunsAMonth)} lần/tháng, thực hiện định kỳ hằng tháng{(campaign.IsMobile() ? "; tắt Wi-Fi, dùng kết nối di động khi đo" : "")}. Ưu tiên đo tại nơi ở và các khu vực còn ít mẫu."
        );
        yield return Item("3. Số mẫu: ", Samples(figures, appendices));
        yield return Item(
            "4. Mã giới thiệu: ",
            $"sử dụng đúng mã của cơ quan, đơn vị mình (nhập mã hoặc quét mã QR trên tờ hướng dẫn) để kết quả đo được thống kê cho đơn vị. Danh sách mã tại {Appendix.NameOf(appendices, appendices[^1])} kèm theo."
        );
        yield return Item(
            "5. Chế độ báo cáo: ",
            $"báo cáo số lượng, tỷ lệ {Wording.Staff} đã cài đặt và sử dụng {Wording.Program} trong tháng {month}; khó khăn, vướng mắc và đề xuất (nếu có), gửi về {office.Body} chậm nhất ngày {VietnameseNumber.Day(campaign.DeadlineOf(figures.Month, level: 1))} để tổng hợp."
        );
        yield return new Block.Paragraph(
            $"{office.Body} đề nghị các cơ quan, đơn vị quan tâm triển khai thực hiện{Wording.End}",
            TextStyles.LastText
        );
    }

    private static string Headcount(RoundFigures figures) =>
        figures.Total.Staff is { } staff
            ? $" (tổng số {Wording.Number(staff)} người của {Wording.Number(figures.Units.Count)} cơ quan, đơn vị)"
            : "";

    private static string Samples(RoundFigures figures, List<Appendix> appendices)
    {
        var asked = $"mỗi {Wording.Communes} cần có tối thiểu {Wording.Number(figures.Campaign.SamplesACommune)} mẫu trong tháng.";
        var before = figures.CommuneTotalBefore;
        return figures.CommunesBefore.Count == 0
            ? asked
            : $"{asked} Trong tháng {VietnameseNumber.Month(figures.MonthBefore)} có {Wording.Number(before.Reached)}/{Wording.Number(before.Communes)} {Wording.Communes} đạt mức này ({Wording.Percent(before.ReachedPercent)}){Wording.Gaps(before)}. Số liệu chi tiết tại {Appendix.NameOf(appendices, appendices[0])} kèm theo.";
    }

    private static Block.Paragraph P(string text) => new(text, TextStyles.Text);

    private static Block.Paragraph Item(string label, string text) => new([new Run(label, IsBold: true), new Run(text)], TextStyles.Text);
}
