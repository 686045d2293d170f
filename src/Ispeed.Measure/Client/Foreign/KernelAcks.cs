using System.Buffers.Binary;
using System.Net.Sockets;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>What the other side's kernel has acknowledged (tcp_info, include/uapi/linux/tcp.h): the only thing that is known of an upload to a server that reports nothing.</summary>
internal static class KernelAcks
{
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private const int BytesAckedAt = 120;

    /// <summary>Null where the kernel does not say.</summary>
    public static long? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[BytesAckedAt + sizeof(long)];
        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) == info.Length
                ? BinaryPrimitives.ReadInt64LittleEndian(info[BytesAckedAt..])
                : null;
        }
        catch (SocketException)
        {
            return null; // gone
        }
        catch (ObjectDisposedException)
        {
            return null; // dropped
        }
    }
}
