using System.Text.Json.Serialization;

namespace Ispeed.Measure.Wire;

/// <summary>A text message of throughput1 in either direction: what its sender has counted so far. Names and units are MSAK's; our own facts stand in <see cref="Run"/>.</summary>
/// <param name="CongestionControl">Congestion control of the sender's socket.</param>
/// <param name="StreamId">Names the stream: <c>run-number</c>.</param>
/// <param name="Application">Payload bytes of binary messages.</param>
/// <param name="Network">Bytes of the socket.</param>
/// <param name="ElapsedTime">Microseconds since the stream began, on the sender's monotonic clock.</param>
/// <param name="Tcp">The kernel's view, Linux test points only.</param>
/// <param name="Bbr">BBR's view, where BBR runs.</param>
/// <param name="Run">All streams of the run and direction together, on one clock.</param>
public sealed record ThroughputMessage(
    [property: JsonPropertyName("CC"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CongestionControl,
    [property: JsonPropertyName("UUID"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StreamId,
    [property: JsonPropertyName("Application"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ByteCounters? Application,
    [property: JsonPropertyName("Network"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ByteCounters? Network,
    [property: JsonPropertyName("ElapsedTime")] long ElapsedTime,
    [property: JsonPropertyName("TCPInfo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TcpFacts? Tcp,
    [property: JsonPropertyName("BBRInfo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BbrFacts? Bbr,
    [property: JsonPropertyName("Ispeed"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunFacts? Run
);

/// <summary>A text message of a client to a download: what it wishes of this stream. Everything else in the message is ignored.</summary>
/// <param name="Wish">Null in a message that only starts a held stream.</param>
public sealed record ClientMessage(
    [property: JsonPropertyName("Ispeed"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LoadWish? Wish
);

/// <summary>What a client asks of one download stream, so that its person pays for less.</summary>
/// <param name="EndsIn">
/// Microseconds after which the client will probably have enough: the point may send so much less that what is queued on the way is used up by then.
/// It goes on as before when the client does not end.
/// </param>
/// <param name="Send">Payload bytes that the stream may still send; it then waits for the next wish. Null for no bound.</param>
public sealed record LoadWish(
    [property: JsonPropertyName("EndsIn"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? EndsIn,
    [property: JsonPropertyName("Send"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Send = null
);

/// <summary>Bytes each way.</summary>
/// <param name="BytesSent">Sent.</param>
/// <param name="BytesReceived">Received.</param>
public sealed record ByteCounters(
    [property: JsonPropertyName("BytesSent")] long BytesSent,
    [property: JsonPropertyName("BytesReceived")] long BytesReceived
);

/// <summary>What a client may decide on that one stream cannot tell.</summary>
/// <param name="RunTime">Microseconds since the first payload byte of the run and direction, on the test point's monotonic clock.</param>
/// <param name="RunBytes">Payload bytes of all streams of the run and direction: received for an upload, handed to the sockets for a download.</param>
/// <param name="LeftStartUp">Download: whether this stream's congestion control has left slow start.</param>
public sealed record RunFacts(
    [property: JsonPropertyName("RunTime")] long RunTime,
    [property: JsonPropertyName("RunBytes")] long RunBytes,
    [property: JsonPropertyName("LeftStartUp"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool LeftStartUp
);

/// <summary>A part of Linux' tcp_info; times in microseconds.</summary>
/// <param name="Rtt">Smoothed round-trip time.</param>
/// <param name="RttVariation">Its variation.</param>
/// <param name="MinRtt">Lowest round-trip time seen.</param>
/// <param name="BytesAcked">Bytes acknowledged.</param>
/// <param name="BytesReceived">Bytes received.</param>
/// <param name="BytesRetransmitted">Bytes sent again.</param>
/// <param name="DeliveryRate">Bytes per second.</param>
/// <param name="BusyTime">Time with data outstanding.</param>
/// <param name="ReceiverLimited">Time limited by the peer's window.</param>
/// <param name="SenderLimited">Time limited by the send buffer.</param>
public sealed record TcpFacts(
    [property: JsonPropertyName("RTT")] long Rtt,
    [property: JsonPropertyName("RTTVar")] long RttVariation,
    [property: JsonPropertyName("MinRTT")] long MinRtt,
    [property: JsonPropertyName("BytesAcked")] long BytesAcked,
    [property: JsonPropertyName("BytesReceived")] long BytesReceived,
    [property: JsonPropertyName("BytesRetrans")] long BytesRetransmitted,
    [property: JsonPropertyName("DeliveryRate")] long DeliveryRate,
    [property: JsonPropertyName("BusyTime")] long BusyTime,
    [property: JsonPropertyName("RWndLimited")] long ReceiverLimited,
    [property: JsonPropertyName("SndBufLimited")] long SenderLimited
);

/// <summary>BBR's own state; gains are in 1/256.</summary>
/// <param name="Bandwidth">Bytes per second.</param>
/// <param name="MinRtt">Microseconds.</param>
/// <param name="PacingGain">739 in start-up; 320, 192 and 256 while probing.</param>
/// <param name="WindowGain">Gain of the window.</param>
public sealed record BbrFacts(
    [property: JsonPropertyName("BW")] long Bandwidth,
    [property: JsonPropertyName("MinRTT")] long MinRtt,
    [property: JsonPropertyName("PacingGain")] int PacingGain,
    [property: JsonPropertyName("CwndGain")] int WindowGain
);
