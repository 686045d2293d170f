using System.Text.Json;

namespace Ispeed.Hub.Sheets;

/// <summary>The closed sets of this folder as in the names of sentences.</summary>
internal static class SheetWords
{
    public static string ToWire(this CellReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());

    public static string ToWire(this SheetRefusal reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
}
