using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Foreign;

/// <summary>A protocol that others made. Its clients bring no ticket and no measurement id, so the point finds by itself which of their streams belong together.</summary>
/// <param name="Name">As it stands in the record.</param>
/// <param name="OpenAtOnce">Streams or requests with load at the same time, in one direction of a run.</param>
/// <param name="Ever">Streams of one direction over the whole run; one more begins another run.</param>
internal sealed record ForeignProtocol(string Name, int OpenAtOnce, int Ever)
{
    public static ForeignProtocol Ndt7 { get; } = new("ndt7", 1, 1);

    public static ForeignProtocol LibreSpeed { get; } = new("librespeed", ForeignLimits.RequestsAtOnce, int.MaxValue);

    public static ForeignProtocol Responsiveness { get; } = new("responsiveness", ForeignLimits.RequestsAtOnce, int.MaxValue);

    /// <summary>MSAK's own clients name their runs, but not by a UUID always.</summary>
    public static ForeignProtocol Throughput1 { get; } = new("throughput1", Limits.StreamsPerRun, Limits.StreamsPerRun);
}
