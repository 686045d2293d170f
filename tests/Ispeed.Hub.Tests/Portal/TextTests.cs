using System.Text;
using System.Text.RegularExpressions;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Screening;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>What the pages say, as files.</summary>
public sealed partial class TextTests
{
    private static readonly PageTexts Vietnamese = PageTexts.In(PageLanguage.Vietnamese);
    private static readonly PageTexts English = PageTexts.In(PageLanguage.English);

    [Fact]
    public void Both_languages_say_the_same_things() =>
        English.Keys.Order(StringComparer.Ordinal).ShouldBe(Vietnamese.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void No_sentence_is_empty() =>
        Vietnamese.Keys.Where(key => string.IsNullOrWhiteSpace(Vietnamese[key]) || string.IsNullOrWhiteSpace(English[key])).ShouldBeEmpty();

    [Fact]
    public void Sentences_have_the_same_gaps() =>
        Vietnamese.Keys.Where(key => !GapsOf(Vietnamese[key]).SequenceEqual(GapsOf(English[key]), StringComparer.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Vietnamese_letters_are_composed() =>
        Vietnamese.Keys.Where(key => !Vietnamese[key].IsNormalized(NormalizationForm.FormC)).ShouldBeEmpty();

    [Fact]
    public void Every_closed_set_has_its_sentences()
    {
        var keys = Words<FailureReason>()
            .SelectMany(word => new[] { $"failure.{word}", $"failure.{word}.do" })
            .Concat(Words<RunPhase>().Select(word => $"phase.{word}"))
            .Concat(Words<StopReason>().Select(word => $"stop.{word}"))
            .Concat(Words<Proof>().SelectMany(word => new[] { $"proof.{word}", $"proof.{word}.means" }))
            .Concat(Words<Flag>().SelectMany(word => new[] { $"limit.{word}", $"limit.{word}.do" }))
            .Concat(Words<PointPlace>().Select(word => $"place.{word}"))
            .Concat(Words<Access>().Select(word => $"access.{word}"))
            .Concat(
                Enum.GetNames<Statistics.Tier>()
                    .Where(name => name != nameof(Statistics.Tier.None))
                    .Select(name => $"area.tier.{name.ToLowerInvariant()}")
            );
        keys.Where(key => !Vietnamese.Has(key)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => System.Text.Json.JsonSerializer.SerializeToElement(value).GetString()!);

    private static IEnumerable<string> GapsOf(string sentence) =>
        Gaps().Matches(sentence).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, 5000)]
    private static partial Regex Gaps();
}
