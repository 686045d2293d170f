using Ispeed.Measure;

namespace Ispeed.Cli;

/// <summary>What bounded a run, and what to do about it. Such a run is left out of the published figures.</summary>
internal static class LimitSentences
{
    public static string Of(Speech speech, Limitation limit) =>
        limit switch
        {
            Limitation.Cpu => speech.Of(
                "Bộ xử lý của máy quá bận nên con số có thể thấp hơn đường truyền. Hãy đóng bớt chương trình rồi đo lại.",
                "The processor was busy, so the figure may be below the line. Close other programs and measure again."
            ),
            Limitation.Background => speech.Of(
                "Chương trình bị tạm dừng trong khi đo. Hãy để máy thức và đo lại.",
                "The program was put to sleep during a load. Keep the device awake and measure again."
            ),
            Limitation.SlowWiFi => speech.Of(
                "Kết quả bị giới hạn bởi Wi-Fi. Hãy lại gần bộ phát, dùng băng tần 5 GHz hoặc cắm cáp mạng rồi đo lại.",
                "The Wi-Fi is the limit. Go nearer to the router, use 5 GHz or plug in a cable, and measure again."
            ),
            Limitation.SlowPort => speech.Of(
                "Cổng mạng chỉ chạy 10 hoặc 100 Mbit/s và đã đầy. Hãy thay cáp hoặc cổng Gigabit rồi đo lại.",
                "The network port runs at 10 or 100 Mbit/s only, and it is full. Change the cable or the port for a gigabit one and measure again."
            ),
            Limitation.Vpn => speech.Of(
                "Kết nối đi qua VPN nên đây là tốc độ của VPN. Hãy tắt VPN rồi đo lại.",
                "The way leads through a VPN, so this is the speed of the VPN. Turn it off and measure again."
            ),
            Limitation.Application => speech.Of(
                "Có lúc bên gửi không kịp có dữ liệu để gửi. Hãy đo lại; nếu vẫn vậy, hãy chọn điểm đo khác.",
                "The sender had nothing to send for part of the load. Measure again; if it stays, take another test point."
            ),
            Limitation.ReceiveWindow => speech.Of(
                "Cửa sổ nhận TCP của máy này quá nhỏ. Trên Linux hãy tăng net.ipv4.tcp_rmem rồi đo lại.",
                "The receiver's TCP window held the sender back. On Linux raise net.ipv4.tcp_rmem and measure again."
            ),
            Limitation.SendBuffer => speech.Of(
                "Bộ đệm gửi TCP quá nhỏ. Trên Linux hãy tăng net.ipv4.tcp_wmem rồi đo lại.",
                "The sender's TCP buffer held it back. On Linux raise net.ipv4.tcp_wmem and measure again."
            ),
            Limitation.Browser => speech.Of(
                "Trình duyệt không đọc nhanh hơn được nữa; hãy đo bằng chương trình ispeed.",
                "The browser cannot read faster; the program ispeed can."
            ),
            Limitation.TestPoint => speech.Of(
                "Điểm đo là giới hạn. Hãy đo lại sau hoặc chọn điểm đo khác (ispeed points).",
                "The test point was the limit. Measure again later, or take another (ispeed points)."
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
