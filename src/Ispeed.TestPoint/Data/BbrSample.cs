using System.Buffers.Binary;
using System.Net.Sockets;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

/// <summary>BBR's state (tcp_bbr_info): 64-bit bandwidth, minimum round-trip time, and two gains in 1/256.</summary>
internal readonly record struct BbrSample(long Bandwidth, long MinRtt, int PacingGain, int WindowGain)
{
    private const int Bytes = 20;

    /// <summary>Null where another congestion control runs: only BBR gives exactly so many bytes.</summary>
    public static BbrSample? TryTake(Socket socket, int level, int option)
    {
        Span<byte> info = stackalloc byte[32];
        if (socket.GetRawSocketOption(level, option, info) != Bytes)
        {
            return null;
        }

        return new(
            BinaryPrimitives.ReadInt64LittleEndian(info),
            BinaryPrimitives.ReadUInt32LittleEndian(info[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(info[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(info[16..])
        );
    }

    public BbrFacts ToFacts() => new(Bandwidth, MinRtt, PacingGain, WindowGain);
}
