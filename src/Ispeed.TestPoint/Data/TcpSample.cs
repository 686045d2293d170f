using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Runs;

namespace Ispeed.TestPoint.Data;

/// <summary>The kernel's view of a connection: parts of Linux' tcp_info and tcp_bbr_info (include/uapi/linux/tcp.h, inet_diag.h), read in under a microsecond.</summary>
internal readonly record struct TcpSample
{
    private const int Tcp = 6;
    private const int TcpMaximumSegment = 2;
    private const int TcpInfo = 11;
    private const int TcpCongestion = 13;
    private const int TcpNotSentLowWater = 25;
    private const int TcpCongestionInfo = 26;
    private const int InfoBytes = 232; // up to and with snd_wnd; older kernels give less
    private const int FewestInfoBytes = 192;
    private const int SocketLevel = 1;
    private const int SocketReceiveLowWater = 18; // SO_RCVLOWAT
    private const int SocketPacing = 47; // SO_MAX_PACING_RATE
    private const int EthernetSegment = 1448; // the loopback's 64 KiB would come in bursts of tens of milliseconds
    private const byte Closed = 7; // TCP_CLOSE
    private const int StartUpGain = 700; // BBR paces with 739/256 in start-up
    private const long LimitedShare = 10; // a tenth of the busy time

    public long Rtt { get; private init; }

    public long RttVariation { get; private init; }

    public long MinRtt { get; private init; }

    /// <summary>Bytes of the socket, TLS and frame heads included.</summary>
    public long BytesAcked { get; private init; }

    public long BytesReceived { get; private init; }

    /// <summary>Bytes that have left the machine at least once.</summary>
    public long BytesLeft { get; private init; }

    public long BytesRetransmitted { get; private init; }

    /// <summary>Bytes per second.</summary>
    public long DeliveryRate { get; private init; }

    public long BusyTime { get; private init; }

    public long ReceiverLimited { get; private init; }

    public long SenderLimited { get; private init; }

    /// <summary>What the kernel says since the connection began; how long the program held back only looks from time to time can tell.</summary>
    public LimitedTimes Limited => new(BusyTime, ReceiverLimited, SenderLimited, 0);

    /// <summary>Whether the connection is gone: reset, or given up by the kernel.</summary>
    public bool IsClosed { get; private init; }

    public bool ApplicationLimited { get; private init; }

    /// <summary>Null where another congestion control runs.</summary>
    public BbrSample? Bbr { get; private init; }

    public bool IsStartingUp => Bbr is { PacingGain: >= StartUpGain };

    /// <summary>Whether BBR probes for bandwidth and nothing but the path holds it back (spec/method.md, "Warm-up").</summary>
    public bool ProbesUnlimited =>
        Bbr is { PacingGain: 320 or 192 or 256 }
        && !ApplicationLimited
        && ReceiverLimited * LimitedShare < BusyTime
        && SenderLimited * LimitedShare < BusyTime;

    public static bool TryTake(Socket socket, out TcpSample sample)
    {
        sample = default;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> info = stackalloc byte[InfoBytes];
        info.Clear();
        try
        {
            var length = socket.GetRawSocketOption(Tcp, TcpInfo, info);
            if (length < FewestInfoBytes)
            {
                return false;
            }

            sample = Read(info, BbrSample.TryTake(socket, Tcp, TcpCongestionInfo));
            return true;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false; // the connection has just ended
        }
    }

    /// <summary>Asks for a congestion control; one that the kernel does not offer is not used, which <see cref="CongestionControlOf"/> then tells.</summary>
    public static void UseCongestionControl(Socket socket, string name)
    {
        Span<byte> ascii = stackalloc byte[16];
        ascii = ascii[..Encoding.ASCII.GetBytes(name, ascii)];
        TrySet(socket, TcpCongestion, ascii);
    }

    public static string? CongestionControlOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> ascii = stackalloc byte[16];
        ascii.Clear();
        try
        {
            var length = socket.GetRawSocketOption(Tcp, TcpCongestion, ascii);
            return Encoding.ASCII.GetString(ascii[..length].TrimEnd((byte)0));
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Bounds what waits in the send buffer without having left: what a drop must throw away, and what delays a report.</summary>
    public static void BoundNotSent(Socket socket, int bytes)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(value, bytes);
        TrySet(socket, TcpNotSentLowWater, value);
    }

    /// <summary>Lets BBR begin anew with the window that it has: it paces by the fastest of the last rounds, and would show a line that has become faster as what it was before.</summary>
    public static void StartUpAgain(Socket socket)
    {
        if (CongestionControlOf(socket) == "bbr")
        {
            UseCongestionControl(socket, "reno"); // the kernel begins anew only when the name changes
            UseCongestionControl(socket, "bbr");
        }
    }

    /// <summary>Bounds the pace of sending in bytes per second (SO_MAX_PACING_RATE); <see cref="long.MaxValue"/> takes the bound off.</summary>
    public static void BoundPace(Socket socket, long bytesPerSecond)
    {
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(value, bytesPerSecond == long.MaxValue ? ulong.MaxValue : (ulong)bytesPerSecond);
        TrySet(socket, SocketPacing, value, SocketLevel);
    }

    /// <summary>Has the kernel wake whoever waits for data only when so many bytes are there; looks at once whether they are.</summary>
    public static void WakeAt(Socket socket, int bytes)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(value, bytes);
        TrySet(socket, SocketReceiveLowWater, value, SocketLevel);
    }

    /// <summary>Has the kernel hold a socket that is not yet connected to a rate of payload, in segments as on Ethernet.</summary>
    public static void Pace(Socket socket, BitRate rate)
    {
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(value, EthernetSegment);
        TrySet(socket, TcpMaximumSegment, value[..4]);
        BinaryPrimitives.WriteInt64LittleEndian(value, (long)(rate.BitsPerSecond / 8));
        TrySet(socket, SocketPacing, value, SocketLevel);
    }

    public TcpFacts ToFacts() =>
        new(
            Rtt,
            RttVariation,
            MinRtt,
            BytesAcked,
            BytesReceived,
            BytesRetransmitted,
            DeliveryRate,
            BusyTime,
            ReceiverLimited,
            SenderLimited
        );

    private static TcpSample Read(ReadOnlySpan<byte> info, BbrSample? bbr) =>
        new()
        {
            IsClosed = info[0] == Closed,
            ApplicationLimited = (info[7] & 1) != 0,
            Rtt = U32(info, 68),
            RttVariation = U32(info, 72),
            BytesAcked = I64(info, 120),
            BytesReceived = I64(info, 128),
            BytesLeft = Math.Max(I64(info, 120), I64(info, 200) - I64(info, 208)), // bytes_sent counts those sent again too
            MinRtt = U32(info, 148) is var least && least == uint.MaxValue ? 0 : least, // all ones: never measured
            DeliveryRate = I64(info, 160),
            BusyTime = I64(info, 168),
            ReceiverLimited = I64(info, 176),
            SenderLimited = I64(info, 184),
            BytesRetransmitted = I64(info, 208),
            Bbr = bbr,
        };

    private static void TrySet(Socket socket, int option, ReadOnlySpan<byte> value, int level = Tcp)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            socket.SetRawSocketOption(level, option, value);
        }
        catch (Exception notOffered) when (notOffered is SocketException or ObjectDisposedException)
        {
            // an old kernel, a module that is not loaded, or a connection that has just ended: it goes on as it is
        }
    }

    private static long U32(ReadOnlySpan<byte> info, int at) => BinaryPrimitives.ReadUInt32LittleEndian(info[at..]);

    private static long I64(ReadOnlySpan<byte> info, int at) => BinaryPrimitives.ReadInt64LittleEndian(info[at..]);
}
