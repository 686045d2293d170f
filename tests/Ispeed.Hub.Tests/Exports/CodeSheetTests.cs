using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Exports;
using Ispeed.Measure;
using SkiaSharp;
using ZXing;

namespace Ispeed.Hub.Tests.Exports;

public sealed class CodeSheetTests
{
    private static readonly ReferralCode Code = ReferralCode.Of(123_456_789);

    /// <summary>A poster's symbol, seen by the camera of the rule: 1.46 mm a dot at 2 m, a little turned, out of focus and noisy.</summary>
    [Theory]
    [InlineData("https://i-speed.vn", 0)]
    [InlineData("https://i-speed.vn", 7)]
    [InlineData("https://ispeed.khanhhoa.gov.vn", 3)]
    [InlineData("https://example.vn/do-kiem", 5)]
    public void A_poster_is_read_at_two_metres(string hub, double turned)
    {
        var link = CodeSheets.LinkInSymbol(new(hub), Code);
        var symbol = QrSymbol.Of(link);
        var module = Math.Min(CodeSheets.PosterModule.Millimetres, 186.0 / symbol.Modules);
        module.ShouldBeGreaterThanOrEqualTo(CodeSheets.LeastPosterModule.Millimetres);
        Read(symbol, dotsToModule: module / 1.46, turned).ShouldBe(link, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void The_link_in_a_symbol_is_the_one_that_people_type()
    {
        CodeSheets.LinkOf(new("https://i-speed.vn"), Code).ShouldBe($"https://i-speed.vn/c/{Code.Value}");
        CodeSheets.LinkInSymbol(new("https://i-speed.vn"), Code).ShouldBe($"HTTPS://I-SPEED.VN/C/{Code.Value}");
        CodeSheets.LinkInSymbol(new("https://example.vn/do-kiem"), Code).ShouldBe($"https://example.vn/do-kiem/c/{Code.Value}");
        (QrSymbol.Of(CodeSheets.LinkInSymbol(new("https://i-speed.vn"), Code)).Modules - 2 * QrSymbol.Quiet).ShouldBe(25);
    }

    private static string? Read(QrSymbol symbol, double dotsToModule, double turned)
    {
        const int Frame = 420;
        using var surface = SKSurface.Create(new SKImageInfo(Frame, Frame));
        using var paint = new SKPaint { Color = new(35, 35, 35), IsAntialias = true };
        surface.Canvas.Clear(new(225, 225, 225));
        surface.Canvas.Translate(Frame / 2f + 0.37f, Frame / 2f + 0.61f);
        surface.Canvas.RotateDegrees((float)turned);
        var half = symbol.Modules * dotsToModule / 2;
        var mark = symbol.At(-half, -half, dotsToModule);
        foreach (var (column, row, length) in mark.Runs)
        {
            surface.Canvas.DrawRect(
                (float)(mark.Left + column * mark.Side),
                (float)(mark.Top + row * mark.Side),
                (float)(length * mark.Side),
                (float)mark.Side,
                paint
            );
        }

        using var sharp = surface.Snapshot();
        using var blur = new SKPaint { ImageFilter = SKImageFilter.CreateBlur(0.5f, 0.5f) };
        using var camera = SKSurface.Create(new SKImageInfo(Frame, Frame));
        camera.Canvas.DrawImage(sharp, 0, 0, SKSamplingOptions.Default, blur);
        using var seen = camera.PeekPixels();
        var noise = new Random(1);
        var grey = new byte[Frame * Frame];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)Math.Clamp(seen.GetPixelColor(i % Frame, i / Frame).Red + noise.Next(-8, 9), 0, 255);
        }

        var reader = new ZXing.QrCode.QRCodeReader();
        var source = new RGBLuminanceSource(grey, Frame, Frame, RGBLuminanceSource.BitmapFormat.Gray8);
        var hints = new Dictionary<DecodeHintType, object> { [DecodeHintType.TRY_HARDER] = true };
        return reader.decode(new BinaryBitmap(new ZXing.Common.HybridBinarizer(source)), hints)?.Text;
    }
}
