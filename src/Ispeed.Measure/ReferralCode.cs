using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ispeed.Measure;

/// <summary>
/// A code that says for whom a run counts: six symbols and a check symbol, in which no single wrong symbol and no two exchanged ones pass
/// (spec/protocol.md, "Referral codes"). That the symbols fit says nothing about whether a hub knows the code.
/// </summary>
public sealed record ReferralCode
{
    /// <summary>The symbols of a code, check symbol included.</summary>
    public const int Length = PayloadLength + 1;

    /// <summary>How many different codes there are: 32⁶.</summary>
    public const int Count = 1 << (PayloadLength * BitsOfASymbol);

    private const int PayloadLength = 6;
    private const int BitsOfASymbol = 5;
    private const int Group = 3;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // no I, L, O, U: read aloud and copied by hand without mistakes

    private ReferralCode(string value) => Value = value;

    /// <summary>The seven symbols, as on the wire and in links.</summary>
    public string Value { get; }

    /// <summary>As people see it: <c>K7M-2QXZ</c>.</summary>
    public string Grouped => $"{Value[..Group]}-{Value[Group..]}";

    /// <summary>The code of a number below <see cref="Count"/>.</summary>
    public static ReferralCode Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        Span<char> symbols = stackalloc char[Length];
        for (var i = PayloadLength - 1; i >= 0; i--)
        {
            symbols[i] = Alphabet[number & (Alphabet.Length - 1)];
            number >>= BitsOfASymbol;
        }

        symbols[PayloadLength] = Alphabet[CheckOf(symbols)];
        return new(new string(symbols));
    }

    /// <summary>One of all codes, each as likely as any other.</summary>
    public static ReferralCode Draw(Random random) => Of(random.Next(Count));

    /// <summary>
    /// Reads what a person typed or pasted: capital or small letters, spaces, dashes and full stops anywhere, the letter O for 0, I and L for 1.
    /// False when it is no code, or a symbol is wrong.
    /// </summary>
    public static bool TryRead(string? typed, [NotNullWhen(true)] out ReferralCode? code)
    {
        code = null;
        Span<char> symbols = stackalloc char[Length];
        var read = 0;
        foreach (var one in typed ?? "")
        {
            if (IsBetweenSymbols(one))
            {
                continue;
            }

            if (read == Length || SymbolOf(one) is not { } symbol)
            {
                return false;
            }

            symbols[read++] = symbol;
        }

        if (read < Length || symbols[PayloadLength] != Alphabet[CheckOf(symbols)])
        {
            return false;
        }

        code = new(new string(symbols));
        return true;
    }

    /// <summary>Whether a text is a code exactly as the wire has it.</summary>
    public static bool IsCanonical(string? text) => TryRead(text, out var code) && code.Value == text;

    /// <summary><see cref="Grouped"/>.</summary>
    public override string ToString() => Grouped;

    // The symbols are the elements of GF(32), and the check makes Σ αⁱ·symbolᵢ = 0 with the check symbol at α⁰. The seven weights are different
    // and none is zero: one wrong symbol changes the sum by αⁱ·(a+b) ≠ 0, two exchanged ones by (αⁱ+αʲ)·(a+b) ≠ 0, wherever they stand.
    private static int CheckOf(ReadOnlySpan<char> symbols)
    {
        var sum = 0;
        for (var i = 0; i < PayloadLength; i++)
        {
            sum = TimesAlpha(sum ^ Alphabet.IndexOf(symbols[i], StringComparison.Ordinal));
        }

        return sum;
    }

    // α is a root of x⁵ + x² + 1, which is primitive over GF(2): its first 31 powers are all different.
    private static int TimesAlpha(int element) => element < 16 ? element << 1 : (element << 1) ^ 0b100101;

    private static char? SymbolOf(char typed)
    {
        var capital = char.ToUpperInvariant(typed);
        var meant = capital switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            _ => capital,
        };
        return Alphabet.Contains(meant, StringComparison.Ordinal) ? meant : null;
    }

    private static bool IsBetweenSymbols(char one) =>
        one is '.' or '_'
        || char.IsWhiteSpace(one)
        || CharUnicodeInfo.GetUnicodeCategory(one) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
