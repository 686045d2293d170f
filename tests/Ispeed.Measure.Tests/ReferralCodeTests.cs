using CsCheck;
using Ispeed.Measure.Tests.Numbers;

namespace Ispeed.Measure.Tests;

public sealed class ReferralCodeTests
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly Gen<ReferralCode> Codes = Gen.Int[0, ReferralCode.Count - 1].Select(ReferralCode.Of);

    public static TheoryData<string> Cases => Vectors.Names("referral-code");

    [Theory, MemberData(nameof(Cases))]
    public void What_is_typed_is_read_as_the_vectors_say(string name)
    {
        var one = Vectors.Case("referral-code", name);
        var expected = one.GetProperty("expected").GetString();
        ReferralCode.TryRead(one.GetProperty("typed").GetString(), out var code).ShouldBe(expected is not null);
        code?.Value.ShouldBe(expected);
    }

    /// <summary>The check is linear over GF(32), so that a mistake passes for one code exactly when it passes for all; the property below tries many, this one all mistakes.</summary>
    [Fact]
    public void No_single_wrong_symbol_passes()
    {
        foreach (var number in (int[])[0, 1, ReferralCode.Count - 1, 123_456_789])
        {
            var code = ReferralCode.Of(number).Value;
            for (var at = 0; at < code.Length; at++)
            {
                foreach (var wrong in Symbols.Where(symbol => symbol != code[at]))
                {
                    ReferralCode.TryRead(Replace(code, at, wrong), out _).ShouldBeFalse();
                }
            }
        }
    }

    [Fact]
    public void No_single_wrong_symbol_passes_in_any_code() =>
        Gen.Select(Codes, Gen.Int[0, ReferralCode.Length - 1], Gen.Char[Symbols])
            .Where((code, at, wrong) => code.Value[at] != wrong)
            .Sample((code, at, wrong) => !ReferralCode.TryRead(Replace(code.Value, at, wrong), out _));

    [Fact]
    public void No_two_exchanged_symbols_pass_wherever_they_stand()
    {
        // Every pair of symbols at every pair of places: the rest of the code does not matter, because the check is linear.
        // The check symbol stands at place 6; as the symbol beside the first one takes every value, so does it.
        for (var first = 0; first < 6; first++)
        {
            for (var second = first + 1; second < 7; second++)
            {
                var moved = second < 6 ? second : (first + 1) % 6;
                for (var pair = 0; pair < 1024; pair++)
                {
                    var number = ((pair & 31) << (5 * (5 - first))) | ((pair >> 5) << (5 * (5 - moved)));
                    AssertExchangeFails(ReferralCode.Of(number).Value, first, second);
                }
            }
        }
    }

    [Fact]
    public void No_two_exchanged_symbols_pass_in_any_code() =>
        Gen.Select(Codes, Gen.Int[0, ReferralCode.Length - 1], Gen.Int[0, ReferralCode.Length - 1])
            .Sample((code, first, second) => AssertExchangeFails(code.Value, first, second));

    [Fact]
    public void Any_code_is_read_back_however_it_is_written() =>
        Gen.Select(
                Codes,
                Gen.OneOf(Gen.Const(" "), Gen.Const("-"), Gen.Const("–"), Gen.Const(" - "), Gen.Const("."), Gen.Const("")),
                Gen.Bool
            )
            .Sample(
                (code, between, small) =>
                {
                    var spelt = string.Join(between, code.Value.AsEnumerable());
                    return ReferralCode.TryRead(small ? spelt.ToLowerInvariant() : spelt, out var read)
                        && read.Equals(code)
                        && ReferralCode.TryRead(code.Grouped, out var grouped)
                        && grouped.Equals(code)
                        && ReferralCode.IsCanonical(code.Value)
                        && !ReferralCode.IsCanonical(code.Grouped);
                }
            );

    [Fact]
    public void No_text_makes_it_throw() => Gen.String.Sample(text => ReferralCode.TryRead(text, out _) || true);

    [Fact]
    public void Different_numbers_make_different_codes() =>
        Gen.Select(Gen.Int[0, ReferralCode.Count - 1], Gen.Int[0, ReferralCode.Count - 1])
            .Sample((one, other) => one == other == ReferralCode.Of(one).Equals(ReferralCode.Of(other)));

    private static string Replace(string code, int at, char wrong) => $"{code[..at]}{wrong}{code[(at + 1)..]}";

    private static void AssertExchangeFails(string code, int first, int second)
    {
        if (code[first] != code[second])
        {
            var exchanged = Replace(Replace(code, first, code[second]), second, code[first]);
            ReferralCode.TryRead(exchanged, out _).ShouldBeFalse(exchanged);
        }
    }
}
