using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;

namespace Ispeed.TestPoint.Foreign.Ndt7;

/// <summary>The whole of Linux' tcp_info under the names that ndt7 gives its fields. The table is the format: include/uapi/linux/tcp.h, and m-lab/tcp-info's names.</summary>
internal static class KernelFacts
{
    public const int InfoBytes = 232; // up to and with snd_wnd

    private const int Tcp = 6;
    private const int TcpInfo = 11;

    private static readonly (JsonEncodedText Name, int At, int Bytes)[] Fields =
    [
        Of("State", 0, 1),
        Of("CAState", 1, 1),
        Of("Retransmits", 2, 1),
        Of("Probes", 3, 1),
        Of("Backoff", 4, 1),
        Of("Options", 5, 1),
        Of("WScale", 6, 1),
        Of("AppLimited", 7, 1),
        Of("RTO", 8, 4),
        Of("ATO", 12, 4),
        Of("SndMSS", 16, 4),
        Of("RcvMSS", 20, 4),
        Of("Unacked", 24, 4),
        Of("Sacked", 28, 4),
        Of("Lost", 32, 4),
        Of("Retrans", 36, 4),
        Of("Fackets", 40, 4),
        Of("LastDataSent", 44, 4),
        Of("LastAckSent", 48, 4),
        Of("LastDataRecv", 52, 4),
        Of("LastAckRecv", 56, 4),
        Of("PMTU", 60, 4),
        Of("RcvSsThresh", 64, 4),
        Of("RTT", 68, 4),
        Of("RTTVar", 72, 4),
        Of("SndSsThresh", 76, 4),
        Of("SndCwnd", 80, 4),
        Of("AdvMSS", 84, 4),
        Of("Reordering", 88, 4),
        Of("RcvRTT", 92, 4),
        Of("RcvSpace", 96, 4),
        Of("TotalRetrans", 100, 4),
        Of("PacingRate", 104, 8),
        Of("MaxPacingRate", 112, 8),
        Of("BytesAcked", 120, 8),
        Of("BytesReceived", 128, 8),
        Of("SegsOut", 136, 4),
        Of("SegsIn", 140, 4),
        Of("NotsentBytes", 144, 4),
        Of("MinRTT", 148, 4),
        Of("DataSegsIn", 152, 4),
        Of("DataSegsOut", 156, 4),
        Of("DeliveryRate", 160, 8),
        Of("BusyTime", 168, 8),
        Of("RWndLimited", 176, 8),
        Of("SndBufLimited", 184, 8),
        Of("Delivered", 192, 4),
        Of("DeliveredCE", 196, 4),
        Of("BytesSent", 200, 8),
        Of("BytesRetrans", 208, 8),
        Of("DSackDups", 216, 4),
        Of("ReordSeen", 220, 4),
        Of("RcvOooPack", 224, 4),
        Of("SndWnd", 228, 4),
    ];

    /// <summary>Reads the kernel's view into a buffer of <see cref="InfoBytes"/>, zero where this kernel says nothing; false when it has none.</summary>
    public static bool TryRead(Socket socket, Span<byte> info)
    {
        info.Clear();
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) > 0;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false; // the connection has just ended
        }
    }

    /// <summary>Writes every field as an integer, as ndt7's own clients read them.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> info)
    {
        foreach (var (name, at, bytes) in Fields)
        {
            json.WriteNumber(
                name,
                bytes switch
                {
                    1 => info[at],
                    4 => BinaryPrimitives.ReadUInt32LittleEndian(info[at..]),
                    _ => BinaryPrimitives.ReadInt64LittleEndian(info[at..]),
                }
            );
        }
    }

    private static (JsonEncodedText, int, int) Of(string name, int at, int bytes) => (JsonEncodedText.Encode(name), at, bytes);
}
