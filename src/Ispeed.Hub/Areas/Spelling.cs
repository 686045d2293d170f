using System.Text;

namespace Ispeed.Hub.Areas;

/// <summary>The two ways of placing tone marks (hoà, hòa) and other habits of writing that make no other name.</summary>
internal static class Spelling
{
    /// <summary>NFC, and one space between words. Half a surrogate pair becomes a replacement character.</summary>
    public static string Tidy(string text) =>
        string.Join(' ', string.Concat(text.EnumerateRunes()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Normalize(NormalizationForm.FormC);

    public static bool IsSame(string one, string other) => Key(one) == Key(other);

    // A tone mark goes to the end of its vowels, so that it does not matter on which of them it was.
    private static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        var tone = '\0';
        foreach (var sign in Tidy(text).ToLowerInvariant().Replace('’', '\'').Normalize(NormalizationForm.FormD))
        {
            if (sign is '\u0300' or '\u0301' or '\u0303' or '\u0309' or '\u0323')
            {
                tone = sign;
                continue;
            }

            if (tone != '\0' && !(sign is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' or (>= '\u0300' and <= '\u036f')))
            {
                key.Append(tone);
                tone = '\0';
            }

            key.Append(sign);
        }

        return (tone == '\0' ? key : key.Append(tone)).ToString();
    }
}
