using System.Globalization;
using System.Security;
using System.Text;

namespace Ispeed.Hub.Documents.Charts;

/// <summary>A drawing as SVG, which Word keeps sharp at any size.</summary>
internal static class DrawingSvg
{
    public static byte[] Write(Drawing drawing)
    {
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(drawing.Width.Points)}pt\" height=\"{N(drawing.Height.Points)}pt\" viewBox=\"0 0 {N(drawing.Width.Points)} {N(drawing.Height.Points)}\" font-family=\"Times New Roman, Liberation Serif, serif\">"
        );
        foreach (var mark in drawing.Marks)
        {
            svg.Append(
                mark switch
                {
                    Mark.Bar bar =>
                        $"<rect x=\"{N(bar.Left)}\" y=\"{N(bar.Top)}\" width=\"{N(bar.Width)}\" height=\"{N(bar.Height)}\" fill=\"{Grey(bar.Shade)}\"/>",
                    Mark.Line line =>
                        $"<line x1=\"{N(line.FromX)}\" y1=\"{N(line.FromY)}\" x2=\"{N(line.ToX)}\" y2=\"{N(line.ToY)}\" stroke=\"{Grey(line.Shade)}\" stroke-width=\"{N(line.Thickness)}\"/>",
                    Mark.Modules modules =>
                        $"<path transform=\"translate({N(modules.Left)} {N(modules.Top)}) scale({N(modules.Side)})\" d=\"{string.Concat(modules.Runs.Select(run => string.Create(CultureInfo.InvariantCulture, $"M{run.Column} {run.Row}h{run.Length}v1h-{run.Length}z")))}\"/>",
                    Mark.Label label =>
                        $"<text x=\"{N(label.X)}\" y=\"{N(label.Baseline)}\" font-size=\"{N(label.Size)}\" text-anchor=\"{Anchor(label.Alignment)}\"{(label.Face.IsBold ? " font-weight=\"bold\"" : "")}>{SecurityElement.Escape(label.Text)}</text>",
                    _ => throw new System.Diagnostics.UnreachableException(),
                }
            );
        }

        return Encoding.UTF8.GetBytes(svg.Append("</svg>").ToString());
    }

    private static string N(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);

    private static string Grey(byte shade) => $"#{shade:x2}{shade:x2}{shade:x2}";

    private static string Anchor(Alignment alignment) =>
        alignment switch
        {
            Alignment.Right => "end",
            Alignment.Centre => "middle",
            _ => "start",
        };
}
