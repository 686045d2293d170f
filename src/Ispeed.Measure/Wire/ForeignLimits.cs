namespace Ispeed.Measure.Wire;

/// <summary>The numbers of the protocols that others made, where they leave them to the server or fix them; spec/protocol.md "Limits of foreign protocols" states the same and a test compares them.</summary>
public static class ForeignLimits
{
    /// <summary>Load time of an ndt7 direction.</summary>
    public static readonly TimeSpan NdtLoadTime = TimeSpan.FromSeconds(10);

    /// <summary>An ndt7 stream is cut after this long, whatever still waits to be delivered.</summary>
    public static readonly TimeSpan NdtStreamTime = TimeSpan.FromSeconds(13);

    /// <summary>Shortest time between the measurements that a test point sends in ndt7: ten a second.</summary>
    public static readonly TimeSpan NdtShortestGap = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time between them.</summary>
    public static readonly TimeSpan NdtLongestGap = TimeSpan.FromMilliseconds(625);

    /// <summary>Mean of the exponential times between them, before they are cut to the two above.</summary>
    public static readonly TimeSpan NdtMeanGap = TimeSpan.FromMilliseconds(250);

    /// <summary>The one value of ndt7's <c>early_exit</c>: megabytes acknowledged after which a download ends.</summary>
    public const int NdtEarlyExitMegabytes = 250;

    /// <summary>LibreSpeed's unit of a download, bytes.</summary>
    public const int ChunkBytes = 1 << 20;

    /// <summary>Units of a LibreSpeed download that names none.</summary>
    public const int DefaultChunks = 4;

    /// <summary>Units of the largest LibreSpeed download.</summary>
    public const int MostChunks = 1024;

    /// <summary>Body of the largest upload over HTTP.</summary>
    public const long UploadBodyBytes = 1L << 30;

    /// <summary>The large object of responsiveness clients, and the most that one of their uploads may send: the draft asks for at least 8 GB.</summary>
    public const long ResponsivenessBytes = 8L << 30;

    /// <summary>A request with load is cut after this long.</summary>
    public static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(60);

    /// <summary>Requests with load at the same time, of one run and direction.</summary>
    public const int RequestsAtOnce = 32;

    /// <summary>Foreign runs at the same time from one address prefix.</summary>
    public const int RunsPerPrefix = 16;

    /// <summary>How long latency1 pings.</summary>
    public static readonly TimeSpan LatencyTime = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between latency1's pings.</summary>
    public static readonly TimeSpan LatencyShortestGap = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest time between latency1's pings.</summary>
    public static readonly TimeSpan LatencyLongestGap = TimeSpan.FromMilliseconds(40);

    /// <summary>Mean of the exponential times between them, before they are cut to the two above.</summary>
    public static readonly TimeSpan LatencyMeanGap = TimeSpan.FromMilliseconds(25);

    /// <summary>Bytes of the largest latency1 datagram.</summary>
    public const int LatencyDatagramBytes = 512;

    /// <summary>Bytes of the smallest packet that a STAMP reflector answers: TWAMP's own reply would be longer than anything shorter.</summary>
    public const int StampSmallestBytes = 41;

    /// <summary>Bytes of the largest.</summary>
    public const int StampLargestBytes = 1472;

    /// <summary>STAMP packets a second answered to one address prefix, on average and at once.</summary>
    public const int StampPacketsPerSecond = 1000;

    /// <summary>The limits in the order and the words of spec/protocol.md.</summary>
    public static IReadOnlyList<(string Name, string Value)> AsTable() =>
        [
            ("ndt7 load time", Seconds(NdtLoadTime)),
            ("life of an ndt7 stream", Seconds(NdtStreamTime)),
            ("between ndt7 measurements, shortest", Millis(NdtShortestGap)),
            ("between ndt7 measurements, mean", Millis(NdtMeanGap)),
            ("between ndt7 measurements, longest", Millis(NdtLongestGap)),
            ("ndt7 early exit", $"{NdtEarlyExitMegabytes} MB"),
            ("LibreSpeed chunk", $"{ChunkBytes} bytes"),
            ("LibreSpeed chunks, default", $"{DefaultChunks}"),
            ("LibreSpeed chunks, most", $"{MostChunks}"),
            ("body of an upload over HTTP", $"{UploadBodyBytes} bytes"),
            ("responsiveness object and upload", $"{ResponsivenessBytes} bytes"),
            ("life of a request with load", Seconds(RequestTime)),
            ("requests with load at once, per run and direction", $"{RequestsAtOnce}"),
            ("foreign runs at once, per prefix", $"{RunsPerPrefix}"),
            ("latency1 pings", Seconds(LatencyTime)),
            ("between latency1 pings, shortest", Millis(LatencyShortestGap)),
            ("between latency1 pings, mean", Millis(LatencyMeanGap)),
            ("between latency1 pings, longest", Millis(LatencyLongestGap)),
            ("latency1 datagram, largest", $"{LatencyDatagramBytes} bytes"),
            ("STAMP packet, smallest", $"{StampSmallestBytes} bytes"),
            ("STAMP packet, largest", $"{StampLargestBytes} bytes"),
            ("STAMP packets per prefix", $"{StampPacketsPerSecond} per second"),
        ];

    private static string Seconds(TimeSpan time) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s");

    private static string Millis(TimeSpan time) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
