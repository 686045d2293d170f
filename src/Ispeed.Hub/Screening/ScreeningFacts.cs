using Ispeed.Hub.Operators;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Screening;

/// <summary>What the rules look at in one whole run.</summary>
/// <param name="Proof">How far it is proved.</param>
/// <param name="LimitedBy">The limitations of the wire, as bits.</param>
/// <param name="Place">Where the test point stood.</param>
/// <param name="Access">What the client says of its access.</param>
/// <param name="Line">Mobile or fixed, by the surest evidence there is.</param>
/// <param name="DownMbps">Null where it has no download.</param>
/// <param name="DownHigh">Upper end of its interval.</param>
/// <param name="UpMbps">Null where it has no upload.</param>
/// <param name="MinMs">The shortest round trip on the quiet line; null where none is known.</param>
/// <param name="Network">The network that the test point saw (or, without one, the hub).</param>
/// <param name="SubmittedFrom">The network that the result was handed in from; null where it is not known.</param>
/// <param name="HandedInAfter">From the run's start to the hub's receipt of the result.</param>
/// <param name="SellsMobile">Whether the operator of the network sells mobile access; null where the operator is not known.</param>
/// <param name="IsForeign">Whether the network is known to belong to another country.</param>
internal readonly record struct ScreeningFacts(
    Proof Proof,
    int LimitedBy,
    PointPlace? Place,
    Access Access,
    LineKind Line,
    double? DownMbps,
    double? DownHigh,
    double? UpMbps,
    double? MinMs,
    long? Network,
    long? SubmittedFrom,
    TimeSpan HandedInAfter,
    bool? SellsMobile,
    bool IsForeign
);

/// <summary>What the rules about a device's day look at in one of its runs, whole or failed.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When its loads had been carried, as far as it tells.</param>
/// <param name="Bytes">What it moved.</param>
internal readonly record struct RunTimes(DateTimeOffset StartedAt, DateTimeOffset EndedAt, long Bytes);
