namespace Ispeed.Measure.Client;

/// <summary>Counts what a run costs at the IP layer, as an estimate from what passes its sockets (spec/method.md, "Constants of the budget").</summary>
internal sealed class TrafficMeter
{
    /// <summary>IP-layer bytes of a byte of TCP stream: full segments, and one acknowledgement for two of them the other way.</summary>
    public const double IpPerPayload = 1500.0 / 1448 + 52.0 / 2896;

    private const int DatagramHead = 28; // IPv4 and UDP
    private const int ConnectionBytes = 320; // SYN, SYN-ACK, ACK, FIN or RST and their acknowledgements
    private long streamBytes;
    private long otherBytes;

    /// <summary>The estimate so far.</summary>
    public ByteCount Total => new((long)(Interlocked.Read(ref streamBytes) * IpPerPayload) + Interlocked.Read(ref otherBytes));

    /// <summary>Bytes of a TCP stream, either way.</summary>
    public void Stream(long bytes) => Interlocked.Add(ref streamBytes, bytes);

    /// <summary>One datagram, either way.</summary>
    public void Datagram(int payload) => Interlocked.Add(ref otherBytes, payload + DatagramHead);

    /// <summary>Opening and ending one TCP connection.</summary>
    public void Connection() => Interlocked.Add(ref otherBytes, ConnectionBytes);
}
