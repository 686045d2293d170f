using System.Buffers.Binary;
using System.Net.Sockets;

namespace Ispeed.Measure.Client;

/// <summary>What this device's kernel says of a connection that it sends on: parts of Linux' tcp_info (include/uapi/linux/tcp.h).</summary>
/// <param name="BytesAcked">Acknowledged.</param>
/// <param name="BytesRetransmitted">Sent again.</param>
/// <param name="MinRttMicros">Lowest round-trip time; 0 when unknown.</param>
/// <param name="BusyMicros">Time with data outstanding.</param>
/// <param name="ReceiverLimitedMicros">Part of it that the receiver's window held it back.</param>
/// <param name="SenderLimitedMicros">Part of it that its own buffer held it back.</param>
internal readonly record struct SenderView(
    long BytesAcked,
    long BytesRetransmitted,
    long MinRttMicros,
    long BusyMicros,
    long ReceiverLimitedMicros,
    long SenderLimitedMicros
)
{
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private const int TcpCongestion = 13;
    private const int InfoBytes = 216; // up to and with bytes_retrans
    private const uint NeverMeasured = uint.MaxValue;

    /// <summary>Null where the kernel does not say so much, or the connection is gone.</summary>
    public static SenderView? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[InfoBytes];
        try
        {
            if (socket.GetRawSocketOption(Tcp, TcpInfo, info) < InfoBytes)
            {
                return null;
            }
        }
        catch (SocketException)
        {
            return null; // reset a moment ago
        }
        catch (ObjectDisposedException)
        {
            return null; // closed by this side
        }

        var lowest = BinaryPrimitives.ReadUInt32LittleEndian(info[148..]);
        return new(
            Long(info, 120),
            Long(info, 208),
            lowest == NeverMeasured ? 0 : lowest,
            Long(info, 168),
            Long(info, 176),
            Long(info, 184)
        );
    }

    /// <summary>The congestion control of a socket; null where the kernel does not say.</summary>
    public static string? CongestionControlOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> ascii = stackalloc byte[16];
        try
        {
            var length = socket.GetRawSocketOption(Tcp, TcpCongestion, ascii);
            return System.Text.Encoding.ASCII.GetString(ascii[..length].TrimEnd((byte)0));
        }
        catch (SocketException)
        {
            return null; // reset a moment ago
        }
        catch (ObjectDisposedException)
        {
            return null; // closed by this side
        }
    }

    private static long Long(ReadOnlySpan<byte> info, int at) => BinaryPrimitives.ReadInt64LittleEndian(info[at..]);
}
