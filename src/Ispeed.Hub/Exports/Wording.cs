using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Documents;

namespace Ispeed.Hub.Exports;

/// <summary>Expressions that several papers share. Papers are Vietnamese: the decree asks for it.</summary>
internal static class Wording
{
    public const string Staff = "công chức, viên chức, người lao động";
    public const string Communes = "xã, phường, đặc khu";

    /// <summary>In running text, where no line shall end within it.</summary>
    public const string Program = "i\u2011Speed";

    /// <summary>Ends a document (Decree 30/2020, annex III).</summary>
    public const string End = "./.";

    public static string Access(this Campaign campaign) =>
        campaign.Asks switch
        {
            AskedAccess.Any => "Internet",
            AskedAccess.Mobile => "băng rộng di động",
            AskedAccess.Mobile4G => "băng rộng di động 4G",
            AskedAccess.Mobile5G => "băng rộng di động 5G",
            AskedAccess.Fixed => "băng rộng cố định",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public static bool IsMobile(this Campaign campaign) =>
        campaign.Asks is AskedAccess.Mobile or AskedAccess.Mobile4G or AskedAccess.Mobile5G;

    /// <summary>01 to 09 with a zero, as in dispatches.</summary>
    public static string Two(int number) => number.ToString("00", System.Globalization.CultureInfo.InvariantCulture);

    public static string Percent(decimal? percent) => percent is { } one ? VietnameseNumber.Percent(one) : "chưa xác định";

    public static string Number(long number) => VietnameseNumber.Whole(number);

    /// <summary>"; 3 nơi chưa có mẫu nào": empty where every commune was measured in.</summary>
    public static string Gaps(CommuneSums sums) =>
        (sums.Untouched > 0 ? $"; {Number(sums.Untouched)} nơi chưa có lượt đo nào" : "")
        + (sums.Hidden > 0 ? $"; {Number(sums.Hidden)} nơi có quá ít mẫu để công bố" : "");

    /// <summary>"tăng 3,20 điểm phần trăm"; empty where either is not known.</summary>
    public static string Change(decimal? now, decimal? before) =>
        (now, before) switch
        {
            ({ } one, { } other) when one > other => $", tăng {VietnameseNumber.Decimal(one - other, 2)} điểm phần trăm so với tháng trước",
            ({ } one, { } other) when one < other => $", giảm {VietnameseNumber.Decimal(other - one, 2)} điểm phần trăm so với tháng trước",
            ({ }, { }) => ", bằng tháng trước",
            _ => "",
        };

    public static string State(this RoundState state) =>
        state switch
        {
            RoundState.Open => "Chưa gửi",
            RoundState.Submitted => "Đã gửi",
            RoundState.Returned => "Trả lại",
            RoundState.Accepted => "Đã duyệt",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>What kind of area, as in a sentence: tỉnh Khánh Hòa.</summary>
    public static string InSentence(this Area area) => char.ToLowerInvariant(area.FullName[0]) + area.FullName[1..];

    /// <summary>The note below figures of speed: what they are, and that a demonstration's are none.</summary>
    public static string Method(this RoundFigures figures) =>
        $"Số mẫu: mỗi thiết bị tính một mẫu trong tháng. Tốc độ và độ trễ là trung vị của các mẫu, trong ngoặc là khoảng tin cậy 95%; không đánh giá nơi có dưới {Statistics.Tiers.OfficialBar} mẫu. Ô số mẫu để trống: có quá ít thiết bị, hoặc ẩn để không suy ra được số của nơi khác. Dòng tổng cộng tính cả địa bàn: thiết bị đo ở nhiều xã, phường là một mẫu. Số liệu tổng hợp lúc {figures.AsOf.ToOffset(VietnamTime.Offset):HH:mm} ngày {VietnameseNumber.Day(VietnamTime.DayOf(figures.AsOf))}."
        + (figures.IsDemonstration ? " SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI KẾT QUẢ ĐO THỰC TẾ." : "");
}
