using Ispeed.Hub.Documents.Setting;

namespace Ispeed.Hub.Documents;

/// <summary>Who signs, as far as the program can know: number, date and signature are the office's.</summary>
/// <param name="Parent">The body above the issuing one, in the head; null where there is none.</param>
/// <param name="Body">The issuing body.</param>
/// <param name="Symbol">What follows the number: <c>SVHTT-VP</c>.</param>
/// <param name="Place">Where it is issued: <c>Khánh Hòa</c>.</param>
/// <param name="Authority">By whose authority it is signed, <c>KT. GIÁM ĐỐC</c>; null for who heads the body.</param>
/// <param name="Position">What the signer is: <c>PHÓ GIÁM ĐỐC</c>.</param>
/// <param name="Signer">Null leaves room for the name.</param>
/// <param name="File">Where the copy stays: <c>VT, VP</c>.</param>
internal sealed record Office(
    string? Parent,
    string Body,
    string Symbol,
    string Place,
    string? Authority,
    string Position,
    string? Signer,
    string File
);

/// <summary>The boxes of an official document by their numbers in Decree 30/2020, annex I, part II.</summary>
internal static class OfficialBlocks
{
    private static readonly Length LeftWidth = Length.Mm(68);
    private static readonly Length RightWidth = Length.Mm(97);
    private static readonly Length UnderText = Length.Pt(3);
    private static readonly Length Whole = new Section([]).TextWidth;

    // Room for a hand-written signature and a stamp of 36 mm in diameter.
    private const int LinesForSignature = 4;

    /// <summary>Boxes 1 to 4, and 5b for a letter, which has its subject under the number. Number and date are blank: whoever registers it writes them in.</summary>
    /// <param name="office">Whose head it is.</param>
    /// <param name="kind">BC for a report; null for a letter, whose symbol has none.</param>
    /// <param name="subject">Of a letter, with V/v; null for a named kind.</param>
    /// <param name="year">In which it is going to be signed.</param>
    public static Block Head(Office office, string? kind, string? subject, int year)
    {
        const string Nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
        const string Motto = "Độc lập - Tự do - Hạnh phúc";
        var left = new List<Block>();
        if (office.Parent is { } parent)
        {
            left.Add(Centred(Short(parent.ToUpperInvariant()), TextStyles.ParentBody, LeftWidth));
        }

        var body = Centred(office.Body.ToUpperInvariant(), TextStyles.Body, LeftWidth);
        left.Add(body);
        left.Add(new Block.Rule(Length.Pt(BlockSetter.LinesOf(body, LeftWidth)[^1].Width) * 0.4, UnderText)); // a third to a half of the line above it
        left.Add(
            new Block.Paragraph(
                $"Số:\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0/{(kind is null ? "" : kind + "-")}{office.Symbol}",
                TextStyles.Symbol
            )
        );
        if (subject is not null)
        {
            left.Add(Centred(subject, TextStyles.Subject, LeftWidth));
        }

        return new Block.SideBySide(
            [
                new(LeftWidth, left),
                new(
                    RightWidth,
                    [
                        new Block.Paragraph(Nation, TextStyles.Nation),
                        new Block.Paragraph(Motto, TextStyles.Motto),
                        new Block.Rule(Face.WidthOf(Motto, TextStyles.Motto), UnderText), // as long as the text
                        new Block.Paragraph(
                            $"{office.Place}, ngày\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0tháng\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0năm {year}",
                            TextStyles.PlaceAndDate
                        ),
                    ]
                ),
            ],
            Length.Zero
        );
    }

    /// <summary>Box 5a: the kind of document, its subject, and a rule of a third to a half of the subject's last line.</summary>
    public static IEnumerable<Block> Title(string kind, string subject) =>
        [
            new Block.Paragraph(kind.ToUpperInvariant(), TextStyles.Kind),
            Centred(subject, TextStyles.Title, Whole),
            new Block.Rule(Length.Mm(35), UnderText),
        ];

    /// <summary>Box 9a: one addressee on the line of "Kính gửi", several below each other.</summary>
    public static IEnumerable<Block> Addressees(IReadOnlyList<string> names) =>
        names is [var one]
            ? [new Block.Paragraph($"Kính gửi: {one}", TextStyles.AddresseeLine)]
            :
            [
                new Block.Paragraph("Kính gửi:", TextStyles.Addressees),
                .. names.Select(
                    (name, at) => new Block.Paragraph($"- {name}{(at == names.Count - 1 ? "." : ";")}", TextStyles.OneOfAddressees)
                ),
            ];

    /// <summary>Boxes 7a to 7c and 9b. The label "Nơi nhận" begins at the height of the signer's title.</summary>
    public static Block Closing(Office office, IReadOnlyList<string> recipients)
    {
        var right = new List<Block>();
        if (office.Authority is { } authority)
        {
            right.Add(new Block.Paragraph(authority.ToUpperInvariant(), TextStyles.Signer));
        }

        right.Add(new Block.Paragraph(office.Position.ToUpperInvariant(), TextStyles.Signer));
        right.AddRange(Enumerable.Repeat(new Block.Paragraph("", TextStyles.Space), LinesForSignature));
        right.Add(new Block.Paragraph(office.Signer ?? "", TextStyles.Signer));
        return new Block.SideBySide(
            [
                new(
                    Length.Mm(82),
                    [
                        new Block.Paragraph("Nơi nhận:", TextStyles.RecipientsLabel),
                        .. recipients.Select(name => new Block.Paragraph($"- {name};", TextStyles.Recipient)),
                        new Block.Paragraph($"- Lưu: {office.File}.", TextStyles.Recipient),
                    ]
                ),
                new(Length.Mm(83), right),
            ],
            Length.Pt(12)
        );
    }

    /// <summary>The head of an appendix. The line that names its letter stays open: number and date come with the signature.</summary>
    /// <param name="number">From 1; null for the only appendix, which has no number.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="letter">What it goes with: <c>Công văn số …/SVHTT</c>.</param>
    /// <param name="width">Of the text on its pages.</param>
    public static IEnumerable<Block> AppendixHead(int? number, string title, string letter, Length width) =>
        [
            new Block.Paragraph(number is { } one ? $"Phụ lục {Roman(one)}" : "Phụ lục", TextStyles.AppendixLabel),
            Centred(title.ToUpperInvariant(), TextStyles.AppendixTitle, width),
            new Block.Paragraph(letter, TextStyles.AppendixReference),
        ];

    /// <summary>Of a table in a file of its own.</summary>
    public static Block TableTitle(string title, Length width) => Centred(title.ToUpperInvariant(), TextStyles.TableTitle, width);

    /// <summary>Up to 39, as appendices go.</summary>
    public static string Roman(int number) =>
        string.Concat(Enumerable.Repeat("X", number / 10))
        + (number % 10) switch
        {
            0 => "",
            4 => "IV",
            9 => "IX",
            >= 5 and var more => "V" + new string('I', more - 5),
            var few => new string('I', few),
        };

    /// <summary>Lines of about one length, broken here and not by the program that shows them: no last word stands alone.</summary>
    public static Block.Paragraph Centred(string text, TextStyle style, Length width)
    {
        var paragraph = new Block.Paragraph(text, style);
        var lines = BlockSetter.LinesOf(paragraph, width);
        if (lines.Count == 1)
        {
            return paragraph;
        }

        // Narrower by steps of 2 points while the text still fits into as many lines.
        for (var narrower = width; ; )
        {
            narrower -= Length.Pt(2);
            var next = BlockSetter.LinesOf(paragraph, narrower);
            if (next.Count > lines.Count)
            {
                return new(string.Join('\n', lines.Select(line => line.Text)), style);
            }

            lines = next;
        }
    }

    // Common words may be abbreviated in the name of the body above (Decree 30/2020, annex I, part II.2), and are where it would not fit on a line.
    private static string Short(string parent) =>
        Face.WidthOf(parent, TextStyles.ParentBody).Points <= LeftWidth.Points
            ? parent
            : parent.Replace("ỦY BAN NHÂN DÂN", "UBND", StringComparison.Ordinal);
}
