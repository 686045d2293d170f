using System.Collections.Frozen;
using System.Text.Json;

namespace Ispeed.Hub.Portal.Reading;

/// <summary>The sentences of one language, from <c>Portal/Texts/{code}.json</c> and, for whoever signs in, <c>console.{code}.json</c>: flat, in both languages the same keys (a test holds that).</summary>
internal sealed class PageTexts
{
    private static readonly FrozenDictionary<string, PageTexts> ByLanguage = PageLanguage.All.ToFrozenDictionary(
        language => language.Code,
        language => new PageTexts(Read($"Portal.Texts.{language.Code}.json", $"Portal.Texts.console.{language.Code}.json"))
    );

    private readonly FrozenDictionary<string, string> sentences;

    private PageTexts(FrozenDictionary<string, string> sentences) => this.sentences = sentences;

    public IEnumerable<string> Keys => sentences.Keys;

    public string this[string key] =>
        sentences.TryGetValue(key, out var sentence) ? sentence : throw new KeyNotFoundException($"Portal/Texts has no sentence '{key}'.");

    public static PageTexts In(PageLanguage language) => ByLanguage[language.Code];

    public bool Has(string key) => sentences.ContainsKey(key);

    private static FrozenDictionary<string, string> Read(params ReadOnlySpan<string> resources)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            using var stream =
                typeof(PageTexts).Assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"The resource {resource} is not embedded.");
            foreach (var (key, sentence) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
            {
                all.Add(key, sentence);
            }
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
