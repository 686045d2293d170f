using System.Text.Json.Serialization;

namespace Ispeed.Measure;

/// <summary>Which way the payload goes, seen from the person who measures.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Direction>))]
public enum Direction
{
    /// <summary>From the test point to the person.</summary>
    [JsonStringEnumMemberName("down")]
    Down = 1,

    /// <summary>From the person to the test point.</summary>
    [JsonStringEnumMemberName("up")]
    Up = 2,
}
