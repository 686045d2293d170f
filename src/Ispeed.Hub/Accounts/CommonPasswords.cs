using System.Globalization;
using Ispeed.Hub.Areas;
using Microsoft.AspNetCore.Identity;

namespace Ispeed.Hub.Accounts;

/// <summary>
/// Refuses passwords that anybody tries first: put together of the words below only, or of few different symbols. Long ones are taken as they are, without
/// rules on kinds of symbols (NIST SP 800-63B-4, 3.1.1.2).
/// </summary>
internal sealed class CommonPasswords : IPasswordValidator<Account>
{
    public const int Shortest = 12;
    public const int Longest = 128;
    public const string TooCommon = "password-common";
    private const int FewSymbols = 5;

    // What people here begin with, folded: the words of the lists of leaked passwords, of this program and of offices, and runs of the keyboard.
    private static readonly string[] Words =
    [
        .. new[]
        {
            "password",
            "passw",
            "pass",
            "matkhau",
            "mk",
            "admin",
            "administrator",
            "root",
            "user",
            "quantri",
            "hethong",
            "ispeed",
            "speed",
            "vnnic",
            "vietnam",
            "viet",
            "nam",
            "hanoi",
            "saigon",
            "welcome",
            "xinchao",
            "iloveyou",
            "anhyeuem",
            "yeuem",
            "dragon",
            "monkey",
            "letmein",
            "login",
            "dangnhap",
            "secret",
            "bimat",
            "test",
            "qwertyuiop",
            "qwerty",
            "asdfghjkl",
            "asdf",
            "zxcvbnm",
            "zxcv",
            "1q2w3e4r5t",
            "1q2w3e4r",
            "abcdefghijkl",
            "abcdef",
            "abc",
            "1234567890",
            "0123456789",
            "0987654321",
            "987654321",
            "654321",
            "123456",
            "12345",
            "1234",
            "123",
            "321",
            "football",
            "sunshine",
            "princess",
            "so",
            "tttt",
            "khcn",
            "ubnd",
        }.Select(FoldedText.Of),
    ];

    private static readonly Dictionary<char, char> Written = new()
    {
        ['@'] = 'a',
        ['$'] = 's',
        ['0'] = 'o',
    };

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(
            IsCommon(password ?? "", user.Email)
                ? IdentityResult.Failed(new IdentityError { Code = TooCommon, Description = "The password is one that is tried first." })
                : IdentityResult.Success
        );

    /// <summary>Whether it says nothing but common words, years, repeated symbols and the person's own address.</summary>
    public static bool IsCommon(string password, string? email)
    {
        if (password.Distinct().Count() < FewSymbols)
        {
            return true;
        }

        var plain = string.Concat(FoldedText.Of(password).Where(symbol => symbol is not ' ')); // capitals, marks and signs hide nothing
        var name = FoldedText.Of(email?.Split('@')[0] ?? "").Replace(" ", "", StringComparison.Ordinal);
        var written = string.Concat(FoldedText.Of(string.Concat(password.Select(Read))).Where(symbol => symbol is not ' '));
        return IsMadeOfWords(plain, name) || IsMadeOfWords(written, name);
    }

    private static char Read(char symbol) => Written.GetValueOrDefault(symbol, symbol);

    private static bool IsMadeOfWords(string text, string name)
    {
        // reached[n]: the first n symbols are made of words. One place more each step: ends with the text.
        var reached = new bool[text.Length + 1];
        reached[0] = true;
        for (var at = 0; at < text.Length; at++)
        {
            if (!reached[at])
            {
                continue;
            }

            var rest = text.AsSpan(at);
            foreach (var word in Words)
            {
                Reach(rest, word, at);
            }

            Reach(rest, name, at);
            if (IsYear(rest))
            {
                reached[at + 4] = true;
            }

            // A symbol at the end or the same again adds nothing.
            reached[at + 1] |= at > 0 && (text[at] == text[at - 1] || at == text.Length - 1);
        }

        return reached[text.Length];

        void Reach(ReadOnlySpan<char> rest, string word, int at)
        {
            if (word.Length > 0 && rest.StartsWith(word, StringComparison.Ordinal))
            {
                reached[at + word.Length] = true;
            }
        }
    }

    private static bool IsYear(ReadOnlySpan<char> text) =>
        text.Length >= 4
        && int.TryParse(text[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && year is > 1900 and < 2100;
}
