using System.Globalization;
using Ispeed.Measure;

namespace Ispeed.Cli;

/// <summary>Speaks to the person, in Vietnamese or in English; both stand side by side where they are used.</summary>
internal sealed class Speech(bool vietnamese)
{
    private static readonly NumberFormatInfo VietnameseNumbers = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    /// <summary>Numbers as the language writes them.</summary>
    public NumberFormatInfo Numbers => vietnamese ? VietnameseNumbers : NumberFormatInfo.InvariantInfo;

    /// <summary>The language: --lang where it is given, else the one of the environment.</summary>
    public static Speech Choose(IReadOnlyList<string> arguments, string? locale)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var named =
                arguments[i] == "--lang" && i + 1 < arguments.Count ? arguments[i + 1]
                : arguments[i].StartsWith("--lang=", StringComparison.Ordinal) ? arguments[i]["--lang=".Length..]
                : null;
            if (named is not null)
            {
                return new(named == "vi");
            }
        }

        return new(locale?.StartsWith("vi", StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <summary>The sentence of the language.</summary>
    public string Of(string vi, string en) => vietnamese ? vi : en;

    /// <summary>A rate with digits that it deserves: two below 10, one below 100, none above.</summary>
    public string Rate(double mbps) =>
        mbps.ToString(
            mbps < 10 ? "0.00"
                : mbps < 100 ? "0.0"
                : "0",
            Numbers
        );

    /// <summary>Milliseconds.</summary>
    public string Millis(double millis) => millis.ToString(millis < 10 ? "0.0" : "0", Numbers);

    /// <summary>Megabytes.</summary>
    public string Megabytes(double megabytes) => megabytes.ToString(megabytes < 10 ? "0.0" : "0", Numbers);

    /// <summary>Per cent.</summary>
    public string Percent(double percent) => percent.ToString("0.0", Numbers);

    /// <summary>A failure for the person; the English sentence is the engine's own.</summary>
    public string Sentence(Failure failure) => vietnamese ? Vietnamese(failure) : failure.Message;

    /// <summary>Why a load ended.</summary>
    public string Sentence(StopReason reason) =>
        reason switch
        {
            StopReason.Stable => Of("tốc độ đã ổn định", "the rate was steady"),
            StopReason.Interval => Of("khoảng tin cậy đã đủ hẹp", "the interval was narrow enough"),
            StopReason.Time => Of("hết thời gian đo", "the time was up"),
            StopReason.Budget => Of("hết mức dữ liệu cho phép", "the data budget was spent"),
            StopReason.User => Of("bạn đã dừng", "you stopped it"),
            _ => Of("đường truyền hoặc điểm đo gặp lỗi", "the line or the test point failed"),
        };

    private static string Vietnamese(Failure failure) =>
        failure.Reason switch
        {
            FailureReason.Unreachable => "Không kết nối được. Hãy kiểm tra mạng, địa chỉ và cổng của điểm đo hoặc hệ thống trung tâm.",
            FailureReason.Refused => $"Bị từ chối: {failure.Message}",
            FailureReason.Broken =>
                "Kết nối tới điểm đo bị đứt giữa chừng. Hãy đo lại; nếu vẫn vậy thì đường truyền hoặc điểm đo đang có sự cố.",
            FailureReason.Abandoned => "Phép đo đã bị dừng trước khi xong.",
            FailureReason.Stalled => "Điểm đo im lặng quá 2,5 giây. Có thể mất sóng; hãy đo lại ở nơi sóng tốt hơn.",
            FailureReason.Protocol => $"Địa chỉ này không trả lời như một điểm đo i-Speed. Hãy kiểm tra địa chỉ. ({failure.Message})",
            FailureReason.NoPoint => "Hiện không có điểm đo nào. Hãy thử lại sau vài phút.",
            _ => failure.Message,
        };
}
