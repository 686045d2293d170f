using System.Security.Cryptography;
using CsCheck;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Tests.Wire;

public sealed class CompactSignatureTests
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly Ticket Some = new(
        "https://hub.example",
        ["point-a"],
        Guid.Parse("0199a1b2-0000-7000-8000-000000000001"),
        Guid.Empty,
        8_000_000,
        1_700_000_000,
        1_700_000_180
    );

    private static readonly string Token = CompactSignature.Sign(Some, MeasureJson.Default.Ticket, Key, "hub-1", Ticket.Kind);

    [Fact]
    public void What_was_signed_is_read_back()
    {
        CompactSignature.TryVerify(Token, MeasureJson.Default.Ticket, Key, Ticket.Kind, out var read).ShouldBeTrue();
        read!.Run.ShouldBe(Some.Run);
        read.Points.ShouldBe(Some.Points);
        CompactSignature.TryReadKeyId(Token, out var keyId).ShouldBeTrue();
        keyId.ShouldBe("hub-1");
    }

    [Fact]
    public void No_single_changed_character_passes() =>
        Gen.Select(Gen.Int[0, Token.Length - 2], Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."])
            .Sample(
                (at, wrong) =>
                {
                    if (Token[at] == wrong)
                    {
                        return;
                    }

                    var changed = string.Concat(Token.AsSpan(0, at), [wrong], Token.AsSpan(at + 1));
                    CompactSignature.TryVerify(changed, MeasureJson.Default.Ticket, Key, Ticket.Kind, out _).ShouldBeFalse();
                }
            );

    [Fact]
    public void A_token_of_another_kind_or_key_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CompactSignature.TryVerify(Token, MeasureJson.Default.Ticket, Key, RunRecord.Kind, out _).ShouldBeFalse();
        CompactSignature.TryVerify(Token, MeasureJson.Default.Ticket, other, Ticket.Kind, out _).ShouldBeFalse();
    }

    [Fact]
    public void No_text_makes_the_verifier_throw() =>
        Gen.String.Sample(text =>
        {
            CompactSignature.TryVerify(text, MeasureJson.Default.Ticket, Key, Ticket.Kind, out _).ShouldBeFalse();
        });

    [Fact]
    public void No_three_parts_make_the_verifier_throw() =>
        Gen.Select(
                Gen.String[Gen.Char["aAeyJ0_-.{}"], 0, 40],
                Gen.String[Gen.Char["aAeyJ0_-"], 0, 40],
                Gen.String[Gen.Char["aAeyJ0_-"], 0, 90]
            )
            .Sample(
                (head, body, signature) =>
                {
                    CompactSignature
                        .TryVerify($"{head}.{body}.{signature}", MeasureJson.Default.Ticket, Key, Ticket.Kind, out _)
                        .ShouldBeFalse();
                }
            );
}
