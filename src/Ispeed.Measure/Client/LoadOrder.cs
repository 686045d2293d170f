using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>What a load needs to know.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Streams">How many start together.</param>
/// <param name="MostStreams">How many there may be once more have been tried.</param>
/// <param name="Address">Where.</param>
/// <param name="Run">The measurement.</param>
/// <param name="Ticket">Its ticket.</param>
/// <param name="LongestMillis">Load time asked of the point, a guard behind the client's own rule.</param>
/// <param name="Rule">The constants of the rule, budget of the direction included.</param>
internal sealed record LoadOrder(
    Direction Direction,
    int Streams,
    int MostStreams,
    PointAddress Address,
    Guid Run,
    string? Ticket,
    long LongestMillis,
    StopRuleOptions Rule
);

/// <summary>How a load went.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Rule">The curve and its figure.</param>
/// <param name="Streams">Streams that carried it at the end.</param>
/// <param name="StartedAt">Timestamp of the first payload byte; 0 when none came.</param>
/// <param name="BytesAfterStop">Download: payload that arrived after the stop.</param>
/// <param name="Conditions">What the kernels and the processor say of it.</param>
/// <param name="IsStarved">Whether this program had to wait for the processor, so that the figure is the device's.</param>
/// <param name="Failure">What broke it, null otherwise.</param>
internal sealed record LoadResult(
    StopReason Reason,
    StopRule Rule,
    int Streams,
    long StartedAt,
    long BytesAfterStop,
    LoadConditions Conditions,
    bool IsStarved,
    PointFailure? Failure
);
