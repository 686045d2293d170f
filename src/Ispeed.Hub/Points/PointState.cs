using System.Text.Json.Serialization;

namespace Ispeed.Hub.Points;

/// <summary>How long ago a test point was heard of, and whether it may measure others.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PointState>))]
internal enum PointState
{
    /// <summary>Heard of within three heartbeats: given to clients.</summary>
    [JsonStringEnumMemberName("alive")]
    Alive,

    /// <summary>Heard of, but by its own check too slow or too inaccurate: not given to clients.</summary>
    [JsonStringEnumMemberName("limited")]
    Limited,

    /// <summary>Missed some heartbeats: not given to clients, may come back.</summary>
    [JsonStringEnumMemberName("late")]
    Late,

    [JsonStringEnumMemberName("gone")]
    Gone,
}
