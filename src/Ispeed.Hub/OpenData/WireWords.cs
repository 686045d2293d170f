using System.Text.Json;

namespace Ispeed.Hub.OpenData;

/// <summary>An enumeration's value as JSON spells it, so that CSV and JSON say the same word.</summary>
internal static class WireWords
{
    public static string ToWire<T>(this T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value).GetString()!;
}
