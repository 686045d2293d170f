using CsCheck;
using Ispeed.Hub.Documents;
using Ispeed.Hub.Documents.Setting;

namespace Ispeed.Hub.Tests.Documents;

public sealed class LineBreakerTests
{
    private static readonly TextStyle Style = new("Thử", 12);

    private static readonly Gen<string> Text = Gen.String[Gen.Char["aăâbcdđeêghiklmnoôơpqrstuưvxyẾỆỨ0123456789-./, \n"], 0, 200];

    [Fact]
    public void No_line_is_wider_than_its_room_and_nothing_is_lost() =>
        Gen.Select(Text, Gen.Double[20, 400])
            .Sample(
                (text, width) =>
                {
                    var lines = LineBreaker.Break([new Run(text)], Style, Length.Pt(width));
                    lines.ShouldAllBe(line => line.Width <= width + 0.02 || line.Words.Count == 1 && line.Text.Length == 1);
                    Letters(string.Concat(lines.Select(line => line.Text))).ShouldBe(Letters(text));
                }
            );

    [Fact]
    public void A_line_takes_every_word_that_fits() =>
        Gen.Select(Text, Gen.Double[60, 400])
            .Sample(
                (text, width) =>
                {
                    var lines = LineBreaker.Break([new Run(text.Replace('\n', ' ').Replace('-', 'a'))], Style, Length.Pt(width));
                    for (var i = 1; i < lines.Count; i++)
                    {
                        var next = lines[i].Words[0].Width;
                        (lines[i - 1].Width + Face.WidthOf(" ", Style).Points + next).ShouldBeGreaterThan(width);
                    }
                }
            );

    [Theory]
    [InlineData("tổng số CCVC-NLĐ của đơn vị", "tổng số CCVC-|NLĐ của đơn vị")]
    [InlineData("tổng số CCVC\u2011NLĐ của đơn vị", "tổng số|CCVC-NLĐ của|đơn vị")]
    [InlineData("Số:\u00A0\u00A0/SVHTT không đứt", "Số:\u00A0\u00A0/SVHTT|không đứt")]
    [InlineData("một\nhai", "một|hai")]
    public void A_line_ends_at_spaces_hyphens_and_typed_breaks_only(string text, string lines) =>
        string.Join('|', LineBreaker.Break([new Run(text)], Style, Length.Pt(90)).Select(line => line.Text)).ShouldBe(lines);

    [Fact]
    public void A_word_of_two_looks_is_not_torn_apart()
    {
        var lines = LineBreaker.Break([new Run("Mã "), new Run("K7M", IsBold: true), new Run("2QXA;")], Style, Length.Pt(75));
        lines.Select(line => line.Text).ShouldBe(["Mã", "K7M2QXA;"]);
        lines[1].Words[0].Parts.Select(part => part.Face.IsBold).ShouldBe([true, false]);
    }

    [Fact]
    public void Loose_marks_are_put_together_before_anything_is_drawn() =>
        new Run("Tie\u0302\u0301ng Vie\u0323\u0302t").Text.ShouldBe("Tiếng Việt");

    [Fact]
    public void Every_letter_of_Vietnamese_is_in_every_cut_of_the_face()
    {
        const string Letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ";
        foreach (var (bold, italic) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            var face = Face.Of(bold, italic);
            (Letters + Letters.ToUpperInvariant() + "–—“”…≥%").ShouldAllBe(one => face.GlyphOf(one) != 0);
        }
    }

    private static string Letters(string text) => string.Concat(text.Where(one => !char.IsWhiteSpace(one)));
}
