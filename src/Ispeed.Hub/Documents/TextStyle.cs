namespace Ispeed.Hub.Documents;

internal enum Alignment
{
    Left,
    Centre,
    Right,
    Justified,
}

/// <summary>
/// How a paragraph looks: its size in points, the spacing of its lines in lines. In a .docx each is a style of its name, so that the office can change all of
/// a kind at once.
/// </summary>
internal sealed record TextStyle(
    string Name,
    double Size,
    Alignment Alignment = Alignment.Left,
    bool IsBold = false,
    bool IsItalic = false,
    double LineSpacing = 1,
    bool KeepsWithNext = false
)
{
    public Length FirstLine { get; init; }

    public Length Indent { get; init; }

    public Length Above { get; init; }

    public Length Below { get; init; }

    public string Id => string.Concat(Name.Where(char.IsAsciiLetterOrDigit));
}

/// <summary>
/// Sizes and looks of Decree 30/2020, annex I, part IV (table of elements). Where the decree leaves a choice, the smaller head is taken, which fits beside long
/// names, and the larger body.
/// </summary>
internal static class TextStyles
{
    private static readonly Length Gap = Length.Pt(6); // the least between paragraphs

    public static readonly TextStyle Nation = new("Quốc hiệu", 12, Alignment.Centre, IsBold: true);
    public static readonly TextStyle Motto = new("Tiêu ngữ", 13, Alignment.Centre, IsBold: true);
    public static readonly TextStyle ParentBody = new("Cơ quan chủ quản", 12, Alignment.Centre);
    public static readonly TextStyle Body = new("Cơ quan ban hành", 12, Alignment.Centre, IsBold: true);
    public static readonly TextStyle Symbol = new("Số ký hiệu", 13, Alignment.Centre);
    public static readonly TextStyle PlaceAndDate = new("Địa danh thời gian", 13, Alignment.Centre, IsItalic: true);
    public static readonly TextStyle Subject = new("Trích yếu công văn", 12, Alignment.Centre) { Above = Gap };
    public static readonly TextStyle Kind = new("Tên loại", 14, Alignment.Centre, IsBold: true, KeepsWithNext: true)
    {
        Above = Length.Pt(18),
    };
    public static readonly TextStyle Title = new("Trích yếu", 14, Alignment.Centre, IsBold: true, KeepsWithNext: true);
    public static readonly TextStyle AddresseeLine = new("Kính gửi", 14, Alignment.Centre) { Above = Length.Pt(18) };
    public static readonly TextStyle Addressees = new("Kính gửi nhiều nơi", 14) { Indent = Length.Mm(30), Above = Length.Pt(18) };
    public static readonly TextStyle OneOfAddressees = new("Kính gửi từng nơi", 14) { Indent = Length.Mm(45) };
    public static readonly TextStyle Text = new("Nội dung", 14, Alignment.Justified, LineSpacing: 1.1)
    {
        FirstLine = Length.Mm(12.7),
        Above = Gap,
    };
    public static readonly TextStyle LastText = Text with { Name = "Nội dung cuối", KeepsWithNext = true };
    public static readonly TextStyle Heading = Text with { Name = "Mục", IsBold = true, KeepsWithNext = true };
    public static readonly TextStyle RecipientsLabel = new("Nơi nhận", 12, IsBold: true, IsItalic: true);
    public static readonly TextStyle Recipient = new("Danh sách nơi nhận", 11);
    public static readonly TextStyle Signer = new("Người ký", 14, Alignment.Centre, IsBold: true);
    public static readonly TextStyle AppendixLabel = new("Phụ lục", 14, Alignment.Centre, IsBold: true, KeepsWithNext: true);
    public static readonly TextStyle AppendixTitle = new("Tên phụ lục", 14, Alignment.Centre, IsBold: true, KeepsWithNext: true);
    public static readonly TextStyle TableTitle = AppendixTitle with { Name = "Tên bảng", Below = Gap };
    public static readonly TextStyle AppendixReference = new("Kèm theo", 13, Alignment.Centre, IsItalic: true, KeepsWithNext: true)
    {
        Below = Gap,
    };
    public static readonly TextStyle Caption = new("Tiêu đề bảng", 13, Alignment.Centre, IsBold: true, KeepsWithNext: true)
    {
        Above = Length.Pt(12),
        Below = Gap,
    };
    public static readonly TextStyle Note = new("Ghi chú", 11, Alignment.Justified, IsItalic: true) { Above = Length.Pt(3) };
    public static readonly TextStyle Space = new("Khoảng trống", 14);

    /// <summary>The decree says nothing of cells: 12 where they fit, as in its own annexes.</summary>
    public static readonly TextStyle Cell = new("Ô bảng", 12);

    public static readonly TextStyle SmallCell = new("Ô bảng nhỏ", 11);

    /// <summary>13 to 14, in the middle of the upper margin.</summary>
    public static readonly TextStyle PageNumber = new("Số trang", 13, Alignment.Centre);
}
