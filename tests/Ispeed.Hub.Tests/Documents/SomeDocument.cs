using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Ispeed.Hub.Documents;
using Ispeed.Hub.Documents.Docx;
using Ispeed.Hub.Documents.Pdf;
using UglyToad.PdfPig;

namespace Ispeed.Hub.Tests.Documents;

/// <summary>A letter with an appendix of many rows, and what its two files say when they are read by other libraries than those that wrote them.</summary>
internal static class SomeDocument
{
    public static readonly Office Office = new(
        "Ủy ban nhân dân tỉnh Khánh Hòa",
        "Sở Văn hóa và Thể thao",
        "SVHTT-VP",
        "Khánh Hòa",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Trần Văn Thử",
        "VT, VP (NT)"
    );

    public static readonly DateTimeOffset AsOf = new(2026, 11, 8, 9, 30, 0, TimeSpan.FromHours(7));

    public static string NameOf(int row) => $"Trung tâm Dịch vụ sự nghiệp công và Phát triển văn hóa, thể thao cộng đồng số {row}";

    public static OfficialDocument Letter(int rows = 120, bool isLandscape = false) =>
        new(
            "Công văn thử",
            Office.Body,
            AsOf,
            [
                new([
                    OfficialBlocks.Head(
                        Office,
                        kind: null,
                        "V/v cài đặt và sử dụng i-Speed để đo chất lượng dịch vụ di động tháng 11/2026",
                        2026
                    ),
                    .. OfficialBlocks.Addressees(["Sở Nội vụ", "Sở Tài chính"]),
                    new Block.Paragraph(
                        [
                            new("1. Đối tượng: ", IsBold: true),
                            new(
                                "bảo đảm 100% công chức, viên chức, người lao động đo ít nhất 01 lần/tháng, và hướng dẫn người thân cùng đo."
                            ),
                        ],
                        TextStyles.Text
                    ),
                    new Block.Paragraph("Đề nghị các đơn vị triển khai thực hiện./.", TextStyles.LastText),
                    OfficialBlocks.Closing(Office, ["Như trên"]),
                ]),
                new(
                    [
                        .. OfficialBlocks.AppendixHead(1, "Số liệu thử", "(Kèm theo Công văn số        /SVHTT-VP)", Length.Mm(165)),
                        new Block.Grid(
                            [
                                new("TT", 10, Alignment.Centre),
                                new("Đơn vị", 60, Alignment.Left),
                                new("Số người", 20, Alignment.Right, "Đã sử dụng"),
                                new("Tỷ lệ (%)", 20, Alignment.Right, "Đã sử dụng"),
                            ],
                            [
                                .. Enumerable
                                    .Range(1, rows)
                                    .Select(row => new GridRow([$"{row}", NameOf(row), VietnameseNumber.Whole(row * 1_001), "1,04"])),
                            ],
                            TextStyles.Cell
                        ),
                    ],
                    isLandscape
                ),
            ]
        );

    /// <summary>Each page's words, and where it says them.</summary>
    public static List<UglyToad.PdfPig.Content.Page> PagesOf(byte[] pdf)
    {
        using var file = PdfDocument.Open(pdf);
        return [.. file.GetPages()];
    }

    /// <summary>All words in the order of the pages.</summary>
    public static string WordsOf(byte[] pdf) =>
        string.Join(' ', PagesOf(pdf).SelectMany(page => page.GetWords()).Select(word => word.Text));

    public static T OfDocx<T>(byte[] docx, Func<WordprocessingDocument, T> read)
    {
        using var stream = new MemoryStream(docx);
        using var document = WordprocessingDocument.Open(stream, isEditable: false);
        return read(document);
    }

    /// <summary>Cells of a table that has lines, head rows left out.</summary>
    public static List<string[]> GridOf(byte[] docx, int which = 0) =>
        OfDocx(
            docx,
            document =>
                document
                    .MainDocumentPart!.Document!.Body!.Elements<Table>()
                    .Where(table => table.GetFirstChild<TableProperties>()!.TableBorders is not null)
                    .ElementAt(which)
                    .Elements<TableRow>()
                    .Where(row => row.TableRowProperties?.GetFirstChild<TableHeader>() is null)
                    .Select(row => row.Elements<TableCell>().Select(cell => cell.InnerText).ToArray())
                    .ToList()
        );

    public static byte[] Docx(this OfficialDocument document) => DocxWriter.Write(document);

    public static byte[] Pdf(this OfficialDocument document) => PdfWriter.Write(document);
}
