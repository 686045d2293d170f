using System.Buffers.Text;
using System.Text.Json;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>Reads a record out of our own store: its signature was checked before it came in.</summary>
internal static class RecordText
{
    public static RunRecord? Read(string token)
    {
        var parts = token.Split('.');
        return parts.Length == 3 ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[1]), MeasureJson.Default.RunRecord) : null;
    }
}
