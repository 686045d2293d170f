using System.Text.Json.Serialization;

namespace Ispeed.Measure;

/// <summary>Why the load in one direction ended (spec/method.md, "Stop"). The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StopReason>))]
public enum StopReason
{
    /// <summary>The fast path: the last samples agree, and still did a moment later.</summary>
    [JsonStringEnumMemberName("stable")]
    Stable = 1,

    /// <summary>The 95 % interval became narrow enough.</summary>
    [JsonStringEnumMemberName("interval")]
    Interval = 2,

    /// <summary>The longest time after warm-up passed.</summary>
    [JsonStringEnumMemberName("time")]
    Time = 3,

    /// <summary>The next moment could have cost more data than the run may use.</summary>
    [JsonStringEnumMemberName("budget")]
    Budget = 4,

    /// <summary>The person stopped it.</summary>
    [JsonStringEnumMemberName("user")]
    User = 5,

    /// <summary>The line or the test point failed; <see cref="Measurement.Error"/> says how.</summary>
    [JsonStringEnumMemberName("error")]
    Error = 6,
}
