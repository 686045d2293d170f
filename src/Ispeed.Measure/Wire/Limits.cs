namespace Ispeed.Measure.Wire;

/// <summary>Every number of the protocol, in one place; spec/protocol.md "Limits" states the same and a test compares them.</summary>
public static class Limits
{
    /// <summary>Bytes of an HTTP request head.</summary>
    public const int HeadBytes = 8192;

    /// <summary>Bytes of a query string.</summary>
    public const int QueryBytes = 4096;

    /// <summary>Bytes of the body of a plain request to a test point.</summary>
    public const int BodyBytes = 4096;

    /// <summary>Time from connect to the end of the request head, TLS included.</summary>
    public static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);

    /// <summary>Payload of the smallest binary message of a test point.</summary>
    public const int SmallestMessageBytes = 8192;

    /// <summary>Payload of the largest binary message of a test point.</summary>
    public const int LargestMessageBytes = 1 << 20;

    /// <summary>Payload of the largest binary message that a test point takes.</summary>
    public const int LargestUploadMessageBytes = 1 << 24;

    /// <summary>Payload of a text message, both ways.</summary>
    public const int TextMessageBytes = 65_536;

    /// <summary>Streams of one run and direction.</summary>
    public const int StreamsPerRun = 8;

    /// <summary>Life of a stream, whatever was asked.</summary>
    public static readonly TimeSpan StreamTime = TimeSpan.FromSeconds(25);

    /// <summary>Load time when a client asks for none.</summary>
    public static readonly TimeSpan DefaultLoadTime = TimeSpan.FromSeconds(5);

    /// <summary>Longest load time that a client may ask for.</summary>
    public static readonly TimeSpan LongestLoadTime = TimeSpan.FromSeconds(20);

    /// <summary>How long a held stream waits for its start.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(5);

    /// <summary>A stream on which no byte moves for this long is cut.</summary>
    public static readonly TimeSpan StallTime = TimeSpan.FromSeconds(4);

    /// <summary>A client gives a silent test point up after this long.</summary>
    public static readonly TimeSpan ClientStallTime = TimeSpan.FromSeconds(2.5);

    /// <summary>Time between the whole reports that a test point pushes.</summary>
    public static readonly TimeSpan ReportSpacing = TimeSpan.FromMilliseconds(250);

    /// <summary>Shortest time between the counts of an upload; a quarter of the round-trip time lies between this and <see cref="LongestCountSpacing"/>.</summary>
    public static readonly TimeSpan ShortestCountSpacing = TimeSpan.FromMilliseconds(5);

    /// <summary>Longest time between the counts of an upload.</summary>
    public static readonly TimeSpan LongestCountSpacing = TimeSpan.FromMilliseconds(50);

    /// <summary>A run without streams, probes or finish is sealed after this long.</summary>
    public static readonly TimeSpan RunLinger = TimeSpan.FromSeconds(6);

    /// <summary>Life of a ticket for starting streams.</summary>
    public static readonly TimeSpan TicketTime = TimeSpan.FromSeconds(180);

    /// <summary>How long after its ticket a kept result may still be submitted.</summary>
    public static readonly TimeSpan SubmitTime = TimeSpan.FromDays(30);

    /// <summary>Life of a datagram session.</summary>
    public static readonly TimeSpan ProbeSessionTime = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of a probe datagram; a reply is never longer than its request.</summary>
    public const int ProbeBytes = 64;

    /// <summary>Probes of one session; more are not answered.</summary>
    public const int ProbesPerSession = 4000;

    /// <summary>Echoes of one ping connection; more are not answered.</summary>
    public const int PingsPerConnection = 1000;

    /// <summary>Bytes of a submitted measurement.</summary>
    public const int SubmissionBytes = 262_144;

    /// <summary>Reports of no signal in one batch.</summary>
    public const int NoSignalReports = 200;

    /// <summary>The table of spec/protocol.md: name to value with its unit, in the order of the page.</summary>
    public static IReadOnlyList<(string Name, string Value)> AsTable() =>
        [
            ("request head", $"{HeadBytes} bytes"),
            ("query", $"{QueryBytes} bytes"),
            ("body of a plain request", $"{BodyBytes} bytes"),
            ("time to a whole request head", Seconds(HeadTime)),
            ("smallest binary message", $"{SmallestMessageBytes} bytes"),
            ("largest binary message sent", $"{LargestMessageBytes} bytes"),
            ("largest binary message taken", $"{LargestUploadMessageBytes} bytes"),
            ("text message", $"{TextMessageBytes} bytes"),
            ("streams per run and direction", $"{StreamsPerRun}"),
            ("life of a stream", Seconds(StreamTime)),
            ("load time, default", Seconds(DefaultLoadTime)),
            ("load time, longest", Seconds(LongestLoadTime)),
            ("hold", Seconds(HoldTime)),
            ("stall, test point", Seconds(StallTime)),
            ("stall, client", Seconds(ClientStallTime)),
            ("report spacing", $"{ReportSpacing.TotalMilliseconds:0} ms"),
            ("count spacing, shortest", $"{ShortestCountSpacing.TotalMilliseconds:0} ms"),
            ("count spacing, longest", $"{LongestCountSpacing.TotalMilliseconds:0} ms"),
            ("run linger", Seconds(RunLinger)),
            ("ticket", Seconds(TicketTime)),
            ("late submission", $"{SubmitTime.TotalDays:0} days"),
            ("datagram session", Seconds(ProbeSessionTime)),
            ("probe datagram", $"{ProbeBytes} bytes"),
            ("probes per session", $"{ProbesPerSession}"),
            ("pings per connection", $"{PingsPerConnection}"),
            ("submission", $"{SubmissionBytes} bytes"),
            ("reports of no signal in a batch", $"{NoSignalReports}"),
        ];

    private static string Seconds(TimeSpan time) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s");
}
