using Ispeed.Hub.Documents.Charts;
using Ispeed.Hub.Documents.Setting;
using SkiaSharp;

namespace Ispeed.Hub.Documents.Pdf;

/// <summary>Draws marks onto a canvas: of a PDF, or of a picture.</summary>
internal static class DrawingInk
{
    public static void Draw(SKCanvas canvas, Drawing drawing, Func<Face, double, SKFont> fontOf)
    {
        using var paint = new SKPaint { IsAntialias = true };
        foreach (var mark in drawing.Marks)
        {
            switch (mark)
            {
                case Mark.Bar bar:
                    (paint.Style, paint.Color) = (SKPaintStyle.Fill, Grey(bar.Shade));
                    canvas.DrawRect((float)bar.Left, (float)bar.Top, (float)bar.Width, (float)bar.Height, paint);
                    break;
                case Mark.Modules modules:
                    (paint.Style, paint.Color) = (SKPaintStyle.Fill, SKColors.Black);
                    DrawModules(canvas, modules, paint);
                    break;
                case Mark.Line line:
                    (paint.Style, paint.Color, paint.StrokeWidth) = (SKPaintStyle.Stroke, Grey(line.Shade), (float)line.Thickness);
                    canvas.DrawLine((float)line.FromX, (float)line.FromY, (float)line.ToX, (float)line.ToY, paint);
                    break;
                case Mark.Label label:
                    (paint.Style, paint.Color) = (SKPaintStyle.Fill, SKColors.Black);
                    canvas.DrawText(
                        label.Text,
                        (float)XOf(label),
                        (float)label.Baseline,
                        SKTextAlign.Left,
                        fontOf(label.Face, label.Size),
                        paint
                    );
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    /// <summary>PNG with so many dots to a point.</summary>
    public static byte[] Png(Drawing drawing, double scale)
    {
        using var surface = SKSurface.Create(
            new SKImageInfo((int)Math.Ceiling(drawing.Width.Points * scale), (int)Math.Ceiling(drawing.Height.Points * scale))
        );
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale((float)scale);
        var fonts = new Dictionary<(Face, double), SKFont>();
        Draw(surface.Canvas, drawing, FontOf);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        foreach (var font in fonts.Values)
        {
            font.Dispose();
        }

        return data.ToArray();

        SKFont FontOf(Face face, double size) =>
            fonts.TryGetValue((face, size), out var known) ? known : fonts[(face, size)] = Face.FontOf(face.Typeface, size);
    }

    // In units of a module: whole numbers are short in the file.
    private static void DrawModules(SKCanvas canvas, Mark.Modules modules, SKPaint paint)
    {
        using var builder = new SKPathBuilder();
        foreach (var (column, row, length) in modules.Runs)
        {
            builder.AddRect(new(column, row, column + length, row + 1));
        }

        using var path = builder.Detach();
        canvas.Save();
        canvas.Translate((float)modules.Left, (float)modules.Top);
        canvas.Scale((float)modules.Side);
        canvas.DrawPath(path, paint);
        canvas.Restore();
    }

    private static double XOf(Mark.Label label) =>
        label.Alignment switch
        {
            Alignment.Right => label.X - label.Face.WidthOf(label.Text, label.Size),
            Alignment.Centre => label.X - label.Face.WidthOf(label.Text, label.Size) / 2,
            _ => label.X,
        };

    private static SKColor Grey(byte shade) => new(shade, shade, shade);
}
