namespace Ispeed.Hub.Sheets;

/// <summary>What came of a file: its first sheet, or why it is none.</summary>
internal abstract record SheetFile
{
    /// <summary>A list of every unit of a country has a tenth of this; what is larger was not meant.</summary>
    public const int MostBytes = 20_000_000;

    public const int MostRows = 50_000;
    public const int MostColumns = 100;
    public const int LongestCell = 1_000;

    private SheetFile() { }

    public sealed record Read(Sheet Sheet) : SheetFile;

    public sealed record Refused(SheetRefusal Reason, string Sentence) : SheetFile;

    /// <summary>By what the file is, not by its name.</summary>
    public static SheetFile Open(ReadOnlyMemory<byte> content, string name) =>
        content.Span switch
        {
            { Length: > MostBytes } => new Refused(
                SheetRefusal.TooLarge,
                "The file is larger than 20 MB. Delete pictures and empty rows, or save the sheet alone."
            ),
            { Length: 0 } => new Refused(SheetRefusal.Empty, "The file is empty."),
            [0x50, 0x4B, ..] => XlsxSheet.Read(content),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => new Refused(
                SheetRefusal.Unreadable,
                "The file is an old .xls workbook or has a password. Save it as .xlsx without one."
            ),
            _ => CsvSheet.Read(content.Span, name),
        };
}

internal enum SheetRefusal
{
    TooLarge,
    Empty,
    Unreadable,
    Macros,
    TooMany,
}
