using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Documents.Setting;
using SkiaSharp;

namespace Ispeed.Hub.Documents.Pdf;

/// <summary>Writes pages as PDF (ISO 32000), with the face in them, so that they look the same everywhere.</summary>
internal static class PdfWriter
{
    public static byte[] Write(OfficialDocument document) =>
        Write(document.Title, document.Author, document.AsOf, [.. document.Sections.SelectMany(PageFlow.Lay)]);

    /// <summary>Pages that are drawn already, as posters are.</summary>
    public static byte[] Write(string title, string author, DateTimeOffset asOf, IReadOnlyList<Drawing> pages)
    {
        using var stream = new MemoryStream();
        using var ink = new FaceInk(pages);
        using (
            var document = SKDocument.CreatePdf(
                stream,
                new SKDocumentPdfMetadata
                {
                    Title = title,
                    Author = author,
                    Creator = "i-Speed",
                    Creation = asOf.UtcDateTime,
                    Modified = asOf.UtcDateTime,
                    EncodingQuality = 101, // pictures as they are; there are none
                    RasterDpi = 300,
                }
            )
        )
        {
            foreach (var page in pages)
            {
                using var canvas = document.BeginPage((float)page.Width.Points, (float)page.Height.Points);
                DrawingInk.Draw(canvas, page, ink.FontOf);
                document.EndPage();
            }

            document.Close();
        }

        return stream.ToArray();
    }
}
