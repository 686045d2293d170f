using System.Text.Json.Serialization;

namespace Ispeed.Hub.Points;

/// <summary>How long ago a test point was heard of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PointState>))]
internal enum PointState
{
    /// <summary>Heard of within three heartbeats: given to clients.</summary>
    [JsonStringEnumMemberName("alive")]
    Alive,

    /// <summary>Missed some heartbeats: not given to clients, may come back.</summary>
    [JsonStringEnumMemberName("late")]
    Late,

    [JsonStringEnumMemberName("gone")]
    Gone,
}
