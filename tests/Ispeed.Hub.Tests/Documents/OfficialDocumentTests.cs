using System.IO.Compression;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Ispeed.Hub.Documents;
using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Documents.Setting;

namespace Ispeed.Hub.Tests.Documents;

public sealed class OfficialDocumentTests
{
    private const double Millimetre = 72 / 25.4;

    [Fact]
    public void Word_finds_no_fault_in_the_file() =>
        SomeDocument
            .OfDocx(
                (SomeDocument.Letter() with { Sections = [.. SomeDocument.Letter().Sections, new([Chart()])] }).Docx(),
                document =>
                    new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Microsoft365)
                        .Validate(document)
                        .Select(fault => $"{fault.Part?.Uri} {fault.Path?.XPath}: {fault.Description}")
                        .ToList()
            )
            .ShouldBeEmpty();

    [Fact]
    public void Page_margins_and_sizes_are_within_the_decree()
    {
        var (page, margin) = SomeDocument.OfDocx(
            SomeDocument.Letter().Docx(),
            document =>
            {
                var section = document.MainDocumentPart!.Document!.Body!.Descendants<SectionProperties>().First();
                return (section.GetFirstChild<PageSize>()!, section.GetFirstChild<PageMargin>()!);
            }
        );
        ((double)page.Width!.Value / 20 / Millimetre).ShouldBe(210, 0.1);
        ((double)page.Height!.Value / 20 / Millimetre).ShouldBe(297, 0.1);
        (margin.Top!.Value / 20.0 / Millimetre).ShouldBeInRange(19.9, 25.1);
        (margin.Bottom!.Value / 20.0 / Millimetre).ShouldBeInRange(19.9, 25.1);
        (margin.Left!.Value / 20.0 / Millimetre).ShouldBeInRange(29.9, 35.1);
        (margin.Right!.Value / 20.0 / Millimetre).ShouldBeInRange(14.9, 20.1);

        // Sizes, bold and italic of the decree's table of elements, frozen: a new look of a document is a decision.
        string.Join(' ', SizesOf().Select(style => $"{style.Size}{(style.IsBold ? "b" : "")}{(style.IsItalic ? "i" : "")}"))
            .ShouldBe("12b 13b 12 12b 13 13i 12 14b 14b 14 14 12bi 11 14b 14b 14b 13i 13");
    }

    [Fact]
    public void Both_files_say_the_same_words()
    {
        var document = SomeDocument.Letter();
        var text = SomeDocument.OfDocx(
            document.Docx(),
            file => string.Join(' ', file.MainDocumentPart!.Document!.Body!.Descendants<Text>().Select(one => one.Text))
        );
        var pdf = SomeDocument.WordsOf(document.Pdf());
        foreach (
            var word in text.Split([' ', '\u00A0'], StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word.All(char.IsLetter))
                .Distinct(StringComparer.Ordinal)
        )
        {
            pdf.ShouldContain(word);
        }

        var drawn = string.Concat(SomeDocument.PagesOf(document.Pdf()).Select(page => page.Text));
        Letters(drawn).ShouldContain(Letters("Nơi nhận:- Như trên;- Lưu: VT, VP (NT)."), Case.Sensitive);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_page_of_a_long_table_begins_with_its_head_and_no_name_is_cut(bool isLandscape)
    {
        var pages = SomeDocument.PagesOf(SomeDocument.Letter(rows: 300, isLandscape).Pdf());
        pages.Count.ShouldBeGreaterThan(5);
        foreach (var page in pages.Skip(1))
        {
            page.Width.ShouldBe(isLandscape ? 841.9 : 595.3, 0.5);
            Letters(page.Text).ShouldContain("Đãsửdụng");
            Letters(page.Text).ShouldContain("Tỷlệ(%)");
            page.Letters.ShouldAllBe(letter =>
                letter.StartBaseLine.Y > 15 * Millimetre && letter.EndBaseLine.X < page.Width - 14 * Millimetre
            );
        }

        // Its figures stand beside each other, on one page.
        var rows = pages.Skip(1).Select(page => Letters(page.Text)).ToList();
        for (var row = 1; row <= 300; row++)
        {
            rows.Count(page => page.Contains(Letters(VietnameseNumber.Whole(row * 1_001)) + "1,04", StringComparison.Ordinal)).ShouldBe(1);
        }

        var names = string.Concat(rows);
        Count(names, Letters("cộng đồng số")).ShouldBe(300);
    }

    [Fact]
    public void The_first_page_of_letter_and_appendix_shows_no_number_and_the_second_shows_2()
    {
        var pages = SomeDocument.PagesOf(SomeDocument.Letter(rows: 100).Pdf());
        var numbers = pages.Select(page =>
            string.Concat(
                page.Letters.Where(letter => letter.StartBaseLine.Y > page.Height - 18 * Millimetre).Select(letter => letter.Value)
            )
        );
        numbers.Take(4).ShouldBe(["", "", "2", "3"]);

        SomeDocument
            .OfDocx(
                SomeDocument.Letter().Docx(),
                document =>
                {
                    var sections = document.MainDocumentPart!.Document!.Body!.Descendants<SectionProperties>().ToList();
                    return (
                        Sections: sections.Count,
                        Titled: sections.Count(one =>
                            one.GetFirstChild<TitlePage>() is not null && one.GetFirstChild<PageNumberType>()!.Start! == 1
                        ),
                        Field: document
                            .MainDocumentPart.HeaderParts.Single()
                            .Header!.Descendants<SimpleField>()
                            .Single()
                            .Instruction!.Value!.Trim()
                    );
                }
            )
            .ShouldBe((2, 2, "PAGE"));
    }

    [Fact]
    public void A_row_higher_than_a_page_goes_on_on_the_next_and_loses_nothing()
    {
        var text = string.Join(' ', Enumerable.Range(1, 900).Select(number => $"khó{number}"));
        var document = SomeDocument.Letter() with
        {
            Sections =
            [
                new([
                    new Block.Grid(
                        [new("Đơn vị", 30, Alignment.Left), new("Khó khăn", 60, Alignment.Left)],
                        [new(["Sở A", text])],
                        TextStyles.Cell
                    ),
                ]),
            ],
        };
        var pages = SomeDocument.PagesOf(document.Pdf());
        pages.Count.ShouldBeGreaterThan(1);
        var words = pages.SelectMany(page => page.GetWords()).Select(word => word.Text).ToHashSet(StringComparer.Ordinal);
        Enumerable.Range(1, 900).ShouldAllBe(number => words.Contains($"khó{number}"));
        pages.ShouldAllBe(page => page.Text.Contains("Khó khăn"));
    }

    [Fact]
    public void The_signature_is_never_parted_from_the_last_sentence()
    {
        for (var lines = 0; lines < 40; lines++)
        {
            var letter = SomeDocument.Letter();
            var first = letter.Sections[0].Blocks;
            var document = letter with
            {
                Sections =
                [
                    new([
                        .. first.Take(first.Count - 2),
                        .. Enumerable.Repeat(new Block.Paragraph("Dòng.", TextStyles.Text), lines),
                        .. first.TakeLast(2),
                    ]),
                ],
            };
            var last = SomeDocument.PagesOf(document.Pdf())[^1].Text;
            Letters(last).ShouldContain(Letters("triển khai thực hiện./."));
            Letters(last).ShouldContain(Letters("Trần Văn Thử"));
        }
    }

    [Fact]
    public void The_rules_under_motto_and_body_have_their_lengths()
    {
        var drawing = PageFlow.Lay(SomeDocument.Letter().Sections[0])[0];
        var rules = drawing.Marks.OfType<Mark.Line>().Select(line => line.ToX - line.FromX).ToList();
        rules.Count.ShouldBe(2);
        rules[1].ShouldBe(Face.WidthOf("Độc lập - Tự do - Hạnh phúc", TextStyles.Motto).Points, 0.01);
        (rules[0] / Face.WidthOf("SỞ VĂN HÓA VÀ THỂ THAO", TextStyles.Body).Points).ShouldBeInRange(1 / 3.0, 0.5);
    }

    [Fact]
    public void The_same_data_give_the_same_bytes_and_the_file_names_no_other_moment()
    {
        SomeDocument.Letter().Docx().ShouldBe(SomeDocument.Letter().Docx());
        SomeDocument.Letter().Pdf().ShouldBe(SomeDocument.Letter().Pdf());
        using var zip = new ZipArchive(new MemoryStream(SomeDocument.Letter().Docx()));
        zip.Entries.ShouldAllBe(entry => entry.LastWriteTime.DateTime == SomeDocument.AsOf.UtcDateTime);
    }

    [Fact]
    public void The_face_is_in_the_pdf_with_no_more_than_its_glyphs()
    {
        var pdf = SomeDocument.Letter(rows: 3).Pdf();
        SomeDocument
            .PagesOf(pdf)[0]
            .Letters.Select(letter => letter.FontName!)
            .Distinct(StringComparer.Ordinal)
            .ShouldAllBe(name => name.Contains("LiberationSerif", StringComparison.Ordinal));
        pdf.Length.ShouldBeLessThan(150_000); // four whole cuts are 1.5 MB
    }

    [Fact]
    public void A_chart_is_vectors_in_both_files()
    {
        var document = new OfficialDocument("Biểu đồ", "Sở A", SomeDocument.AsOf, [new([Chart()])]);
        SomeDocument.PagesOf(document.Pdf())[0].GetImages().ShouldBeEmpty();
        SomeDocument.WordsOf(document.Pdf()).ShouldContain("81,50%");
        SomeDocument
            .OfDocx(
                document.Docx(),
                file => file.MainDocumentPart!.ImageParts.Select(part => part.ContentType).Order(StringComparer.Ordinal).ToList()
            )
            .ShouldBe(["image/png", "image/svg+xml"]);
    }

    private static Block.Picture Chart() =>
        new(
            BarChart.Of(
                [new("Sở Tài chính & Đầu tư", 81.5, "81,50%", 60)],
                Length.Mm(165),
                100,
                90,
                new("Tháng này", "Tháng trước", "Chỉ tiêu")
            ),
            "Tỷ lệ của một đơn vị"
        );

    private static TextStyle[] SizesOf() =>
        [
            TextStyles.Nation,
            TextStyles.Motto,
            TextStyles.ParentBody,
            TextStyles.Body,
            TextStyles.Symbol,
            TextStyles.PlaceAndDate,
            TextStyles.Subject,
            TextStyles.Kind,
            TextStyles.Title,
            TextStyles.AddresseeLine,
            TextStyles.Text,
            TextStyles.RecipientsLabel,
            TextStyles.Recipient,
            TextStyles.Signer,
            TextStyles.AppendixLabel,
            TextStyles.AppendixTitle,
            TextStyles.AppendixReference,
            TextStyles.PageNumber,
        ];

    private static string Letters(string text) => string.Concat(text.Where(one => !char.IsWhiteSpace(one)));

    private static int Count(string text, string part)
    {
        var count = 0;
        for (var at = 0; (at = text.IndexOf(part, at, StringComparison.Ordinal)) >= 0; at += part.Length)
        {
            count++;
        }

        return count;
    }
}
