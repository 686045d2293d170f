using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>Reads records and tickets out of our own store: their signatures were checked before they came in.</summary>
internal static class SignedText
{
    public static RunRecord? Record(string token) => Read(token, MeasureJson.Default.RunRecord);

    public static Ticket? Ticket(string? token) => token is null ? null : Read(token, MeasureJson.Default.Ticket);

    private static T? Read<T>(string token, JsonTypeInfo<T> type)
        where T : class
    {
        var parts = token.Split('.');
        return parts.Length == 3 ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[1]), type) : null;
    }
}
