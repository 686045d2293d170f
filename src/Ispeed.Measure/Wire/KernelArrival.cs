using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ispeed.Measure.Wire;

/// <summary>When the kernel took the last datagram of a socket off the network: a busy processor that wakes the program late does not make the line slow.</summary>
/// <remarks>Linux' SIOCGSTAMPNS (socket(7)), wall clock. Where there is none, the program's own time has to do.</remarks>
public static partial class KernelArrival
{
    private const nuint GetStamp = 0x8907;
    private const long TicksPerNanosecondDivisor = 100;

    /// <summary>Asks the kernel to keep the times of this socket. Called once, before the first datagram.</summary>
    public static void Enable(Socket socket) => TryGet(socket, out _);

    /// <summary>When the datagram that was read last arrived, UTC; false where the kernel does not say.</summary>
    public static bool TryGet(Socket socket, out DateTimeOffset arrived)
    {
        ArgumentNullException.ThrowIfNull(socket);
        arrived = default;
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return false;
        }

        if (Ioctl((int)socket.Handle, GetStamp, out var stamp) != 0)
        {
            return false; // no datagram yet
        }

        arrived = DateTimeOffset.UnixEpoch.AddSeconds(stamp.Seconds).AddTicks(stamp.Nanoseconds / TicksPerNanosecondDivisor);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out Stamp stamp);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Stamp
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
