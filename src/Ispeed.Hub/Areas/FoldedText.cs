using System.Globalization;
using System.Text;

namespace Ispeed.Hub.Areas;

/// <summary>
/// Vietnamese as people type it in a hurry: no diacritics, no case, one space between words. Tones go, so that hoà and hòa are one word;
/// y becomes i, so that Mỹ and Mĩ are.
/// </summary>
internal static class FoldedText
{
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var sign in WellFormed(text).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(sign) == UnicodeCategory.NonSpacingMark || sign is '\'' or '’')
            {
                continue;
            }

            var lower = char.ToLowerInvariant(sign);
            if (char.IsLetterOrDigit(lower))
            {
                folded.Append(
                    lower switch
                    {
                        'đ' => 'd',
                        'y' => 'i',
                        _ => lower,
                    }
                );
            }
            else if (folded is [.., not ' '])
            {
                folded.Append(' ');
            }
        }

        return folded is [.., ' '] ? folded.ToString(0, folded.Length - 1) : folded.ToString();
    }

    // Normalization throws on half a surrogate pair, and a query string may carry one.
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());
}
