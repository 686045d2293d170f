using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Ispeed.Hub.Portal.Reading;

namespace Ispeed.Hub.Portal.Home;

/// <summary>The measuring element's own sentences, ready to stand in a script block of data.</summary>
internal static class SpeedTestTexts
{
    // Letters stay letters, which halves the block; <, > and & are escaped by every encoder that is not named "relaxed", so no text can end the block.
    private static readonly JsonSerializerOptions ForBlock = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly FrozenDictionary<string, string> ByLanguage = PageLanguage.All.ToFrozenDictionary(
        language => language.Code,
        language => Read($"Portal.SpeedTest.texts.{language.Code}.json")
    );

    public static string In(PageLanguage language) => ByLanguage[language.Code];

    private static string Read(string resource)
    {
        using var stream =
            typeof(SpeedTestTexts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is not embedded.");
        return JsonNode.Parse(stream)!.ToJsonString(ForBlock);
    }
}
