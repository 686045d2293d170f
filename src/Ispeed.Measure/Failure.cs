using System.Text.Json.Serialization;

namespace Ispeed.Measure;

/// <summary>Why a run could not be finished. A failed measurement is a measurement: it is kept and submitted. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureReason>))]
public enum FailureReason
{
    /// <summary>No network, or no answer from the address.</summary>
    [JsonStringEnumMemberName("unreachable")]
    Unreachable = 1,

    /// <summary>The test point answered and refused: ticket, load, limits.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused = 2,

    /// <summary>The connection broke in the middle.</summary>
    [JsonStringEnumMemberName("broken")]
    Broken = 3,

    /// <summary>The person, or the program's end, stopped it before there was a figure.</summary>
    [JsonStringEnumMemberName("abandoned")]
    Abandoned = 4,

    /// <summary>Nothing moved for as long as the limits allow.</summary>
    [JsonStringEnumMemberName("stalled")]
    Stalled = 5,

    /// <summary>The other side spoke something that the protocol does not allow.</summary>
    [JsonStringEnumMemberName("protocol")]
    Protocol = 6,

    /// <summary>No test point is offered, or none can be reached.</summary>
    [JsonStringEnumMemberName("no-point")]
    NoPoint = 7,

    /// <summary>The page was hidden or the device slept, so that nothing can be said about the line.</summary>
    [JsonStringEnumMemberName("hidden")]
    Hidden = 8,
}

/// <summary>The step of a run (spec/method.md, "Phases"). The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunPhase>))]
public enum RunPhase
{
    /// <summary>Asking the hub, choosing the test point.</summary>
    [JsonStringEnumMemberName("choose")]
    Choose = 1,

    /// <summary>Waking the radio and measuring the quiet line.</summary>
    [JsonStringEnumMemberName("latency")]
    Latency = 2,

    /// <summary>Download.</summary>
    [JsonStringEnumMemberName("download")]
    Download = 3,

    /// <summary>Upload.</summary>
    [JsonStringEnumMemberName("upload")]
    Upload = 4,

    /// <summary>Sealing both sides' records and submitting.</summary>
    [JsonStringEnumMemberName("report")]
    Report = 5,
}

/// <summary>What went wrong, where, for a program to decide on and a person to read.</summary>
/// <param name="Reason">The machine-readable reason.</param>
/// <param name="Phase">The phase during which it happened.</param>
/// <param name="Message">A plain English sentence that says what happened and what to do; pages translate from <paramref name="Reason"/>.</param>
public sealed record Failure(FailureReason Reason, RunPhase Phase, string Message);
