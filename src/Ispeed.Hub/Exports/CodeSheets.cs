using Ispeed.Hub.Documents;
using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Documents.Pdf;
using Ispeed.Hub.Documents.Setting;
using Ispeed.Hub.Store;
using Ispeed.Measure;

namespace Ispeed.Hub.Exports;

/// <summary>Posters, one page a unit, and slips to hand out, ten to a page: code, link, and what to do. On A4, as one PDF for all units.</summary>
internal static class CodeSheets
{
    /// <summary>
    /// Side of a module of a poster's symbol. It is read at 2 m when a module covers three dots of a camera: a phone shows about 70° on 1,920 dots, at 2 m
    /// 2 · 2 m · tan 35° = 2.8 m, 1.46 mm a dot, so 4.4 mm. <c>CodeSheetTests</c> reads posters at that distance.
    /// </summary>
    public static readonly Length PosterModule = Length.Mm(5);

    /// <summary>The least for 2 m.</summary>
    public static readonly Length LeastPosterModule = Length.Mm(4.4);

    /// <summary>For a hand's distance.</summary>
    public static readonly Length SlipModule = Length.Mm(1.1);

    private static readonly Length MostOfPoster = Length.Mm(186); // symbol and the white around it; the rest of the page is for words
    private static readonly Length Edge = Length.Mm(12);
    private static readonly Length Indent = Length.Mm(28);
    private const int SlipColumns = 2;
    private const int SlipRows = 5;
    private const double CutLine = 0.4; // points
    private const byte CutShade = 150;

    private static readonly TextStyle Heading = new("Tiêu đề", 30, Alignment.Centre, IsBold: true);
    private static readonly TextStyle Owner = new("Đơn vị", 20, Alignment.Centre, IsBold: true) { Above = Length.Pt(4) };
    private static readonly TextStyle SmallOwner = new("Đơn vị dài", 15, Alignment.Centre, IsBold: true) { Above = Length.Pt(4) };
    private static readonly TextStyle Code = new("Mã", 44, Alignment.Centre, IsBold: true);
    private static readonly TextStyle Link = new("Liên kết", 18, Alignment.Centre);
    private static readonly TextStyle Step = new("Việc cần làm", 18, Alignment.Left) { Above = Length.Pt(3) };
    private static readonly TextStyle SlipOwner = new("Đơn vị trên phiếu", 10.5, Alignment.Left, IsBold: true);
    private static readonly TextStyle SlipCode = new("Mã trên phiếu", 20, Alignment.Left, IsBold: true);
    private static readonly TextStyle SlipText = new("Chữ trên phiếu", 9.5, Alignment.Left) { Above = Length.Pt(1.5) };

    /// <summary>The link in a symbol. Its capitals are read as one of 45 signs, which makes the symbol smaller; hosts and our paths do not tell them from small ones.</summary>
    public static string LinkInSymbol(Uri hub, ReferralCode code) =>
        hub.AbsolutePath == "/" ? LinkOf(hub, code).ToUpperInvariant() : LinkOf(hub, code);

    /// <summary>As people type it.</summary>
    public static string LinkOf(Uri hub, ReferralCode code) => $"{hub.AbsoluteUri.TrimEnd('/')}/c/{code.Value}";

    /// <exception cref="StartRefused">The address is too long for a symbol that is read at 2 m.</exception>
    public static byte[] Posters(RoundFigures figures, Uri hub) =>
        Write(figures, "Tờ mã QR", units => units.Select(unit => Poster(figures, unit, hub)));

    public static byte[] Slips(RoundFigures figures, Uri hub) =>
        Write(figures, "Phiếu mã QR", units => units.Select(unit => SlipPage(figures, unit, hub)));

    private static byte[] Write(RoundFigures figures, string title, Func<IEnumerable<UnitFigures>, IEnumerable<Drawing>> pages) =>
        PdfWriter.Write(
            $"{title}: {figures.Campaign.Title}",
            figures.Issuer.Name,
            figures.AsOf,
            [.. pages(figures.Units.Where(unit => unit.Code is not null))]
        );

    private static Drawing Poster(RoundFigures figures, UnitFigures unit, Uri hub)
    {
        var marks = new List<Mark>();
        var width = Sheet.ShortSide - Edge * 2;
        var y = Edge.Points;
        Put(new($"ĐO TỐC ĐỘ {figures.Campaign.Access().ToUpperInvariant()}", Heading));
        var owner = OfficialBlocks.Centred(unit.Unit.Name, Owner, width);
        Put(BlockSetter.LinesOf(owner, width).Count <= 2 ? owner : OfficialBlocks.Centred(unit.Unit.Name, SmallOwner, width));

        var symbol = QrSymbol.Of(LinkInSymbol(hub, unit.Code!));
        var module = Math.Min(PosterModule.Points, MostOfPoster.Points / symbol.Modules);
        if (module < LeastPosterModule.Points)
        {
            throw new StartRefused(
                $"'{hub}' is too long: a symbol with it cannot be read at 2 m. Give the hub a shorter address with --link."
            );
        }

        marks.Add(symbol.At((Sheet.ShortSide.Points - symbol.Modules * module) / 2, y, module));
        y += symbol.Modules * module - module; // the code may reach into the last of the white rows
        Put(new($"Mã: {unit.Code!.Grouped.Replace('-', Run.NoBreakHyphen)}", Code));
        Put(new(LinkOf(hub, unit.Code), Link));
        y += Length.Mm(4).Points;
        foreach (var step in Steps(figures))
        {
            BlockSetter.Draw(new Block.Paragraph(step, Step), Indent.Points, y, Sheet.ShortSide - Indent - Edge, marks);
            y += BlockSetter.HeightOf(new Block.Paragraph(step, Step), Sheet.ShortSide - Indent - Edge);
        }

        return new(Sheet.ShortSide, Sheet.LongSide, marks);

        void Put(Block.Paragraph paragraph)
        {
            BlockSetter.Draw(paragraph, Edge.Points, y, width, marks);
            y += BlockSetter.HeightOf(paragraph, width);
        }
    }

    private static Drawing SlipPage(RoundFigures figures, UnitFigures unit, Uri hub)
    {
        var marks = new List<Mark>();
        var (width, height) = (Sheet.ShortSide.Points / SlipColumns, Sheet.LongSide.Points / SlipRows);
        var symbol = QrSymbol.Of(LinkInSymbol(hub, unit.Code!));
        for (var at = 0; at < SlipColumns * SlipRows; at++)
        {
            Slip(figures, unit, hub, symbol, at % SlipColumns * width, at / SlipColumns * height, width, height, marks);
        }

        for (var column = 1; column < SlipColumns; column++)
        {
            marks.Add(new Mark.Line(column * width, 0, column * width, Sheet.LongSide.Points, CutLine, CutShade));
        }

        for (var row = 1; row < SlipRows; row++)
        {
            marks.Add(new Mark.Line(0, row * height, Sheet.ShortSide.Points, row * height, CutLine, CutShade));
        }

        return new(Sheet.ShortSide, Sheet.LongSide, marks);
    }

    private static void Slip(
        RoundFigures figures,
        UnitFigures unit,
        Uri hub,
        QrSymbol symbol,
        double left,
        double top,
        double width,
        double height,
        List<Mark> marks
    )
    {
        var module = SlipModule.Points;
        var side = symbol.Modules * module;
        var edge = Length.Mm(6).Points;
        marks.Add(symbol.At(left + Length.Mm(3).Points, top + (height - side) / 2, module));
        var textLeft = left + Length.Mm(3).Points + side;
        var room = Length.Pt(left + width - edge - textLeft);
        Block.Paragraph[] lines =
        [
            new(unit.Unit.Name, SlipOwner),
            new(unit.Code!.Grouped.Replace('-', Run.NoBreakHyphen), SlipCode),
            new(LinkOf(hub, unit.Code), SlipText),
            .. Steps(figures).Select(step => new Block.Paragraph(step, SlipText)),
        ];
        var y = top + (height - lines.Sum(line => BlockSetter.HeightOf(line, room))) / 2;
        foreach (var line in lines)
        {
            BlockSetter.Draw(line, textLeft, y, room, marks);
            y += BlockSetter.HeightOf(line, room);
        }
    }

    private static string[] Steps(RoundFigures figures) =>
        [
            figures.Campaign.IsMobile() ? "1. Tắt Wi\u2011Fi, bật dữ liệu di động." : "1. Kết nối mạng cần đo.",
            "2. Quét mã QR, hoặc mở liên kết trên và nhập mã.",
            $"3. Bấm đo và chờ kết quả; mỗi tháng ít nhất {Wording.Two(figures.Campaign.RunsAMonth)} lần.",
        ];
}
