using DocumentFormat.OpenXml.Drawing;
using DocumentFormat.OpenXml.Drawing.Wordprocessing;
using DocumentFormat.OpenXml.Office2019.Drawing.SVG;
using DocumentFormat.OpenXml.Packaging;
using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Documents.Pdf;
using Blip = DocumentFormat.OpenXml.Drawing.Blip;
using BlipFill = DocumentFormat.OpenXml.Drawing.Pictures.BlipFill;
using NonVisualDrawingProperties = DocumentFormat.OpenXml.Drawing.Pictures.NonVisualDrawingProperties;
using NonVisualPictureDrawingProperties = DocumentFormat.OpenXml.Drawing.Pictures.NonVisualPictureDrawingProperties;
using NonVisualPictureProperties = DocumentFormat.OpenXml.Drawing.Pictures.NonVisualPictureProperties;
using Paragraph = DocumentFormat.OpenXml.Wordprocessing.Paragraph;
using Picture = DocumentFormat.OpenXml.Drawing.Pictures.Picture;
using ShapeProperties = DocumentFormat.OpenXml.Drawing.Pictures.ShapeProperties;
using WordDrawing = DocumentFormat.OpenXml.Wordprocessing.Drawing;
using WordRun = DocumentFormat.OpenXml.Wordprocessing.Run;

namespace Ispeed.Hub.Documents.Docx;

/// <summary>A drawing in a line of its own: as SVG for Word 2016 and later, as PNG for what knows no SVG ([MS-ODRAWXML] 2.2.4, svgBlip).</summary>
internal static class DocxPicture
{
    private const string SvgExtension = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}";
    private const string PictureUri = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    private const double DotsToPoint = 200 / 72.0; // 200 dots an inch, as the decree asks of scans

    public static Paragraph Of(Block.Picture picture, MainDocumentPart main, uint number)
    {
        var (png, svg) = ($"rIdPng{number}", $"rIdSvg{number}");
        Put(main.AddImagePart(ImagePartType.Png, png), DrawingInk.Png(picture.Drawing, DotsToPoint));
        Put(main.AddImagePart(ImagePartType.Svg, svg), DrawingSvg.Write(picture.Drawing));
        var (width, height) = (picture.Drawing.Width.Emu, picture.Drawing.Height.Emu);
        return new(
            new WordRun(
                new WordDrawing(
                    new Inline(
                        new Extent { Cx = width, Cy = height },
                        new DocProperties
                        {
                            Id = number,
                            Name = $"Biểu đồ {number}",
                            Description = picture.Alternative,
                        },
                        new Graphic(new GraphicData(Of(png, svg, number, width, height)) { Uri = PictureUri })
                    )
                    {
                        DistanceFromTop = 0,
                        DistanceFromBottom = 0,
                        DistanceFromLeft = 0,
                        DistanceFromRight = 0,
                    }
                )
            )
        );
    }

    private static Picture Of(string png, string svg, uint number, long width, long height) =>
        new(
            new NonVisualPictureProperties(
                new NonVisualDrawingProperties { Id = number, Name = $"chart{number}.svg" },
                new NonVisualPictureDrawingProperties()
            ),
            new BlipFill(
                new Blip(new BlipExtensionList(new BlipExtension(new SVGBlip { Embed = svg }) { Uri = SvgExtension })) { Embed = png },
                new Stretch(new FillRectangle())
            ),
            new ShapeProperties(
                new Transform2D(new Offset { X = 0, Y = 0 }, new Extents { Cx = width, Cy = height }),
                new PresetGeometry(new AdjustValueList()) { Preset = ShapeTypeValues.Rectangle }
            )
        );

    private static void Put(ImagePart part, byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        part.FeedData(stream);
    }
}
