using Ispeed.Hub.Documents.Setting;

namespace Ispeed.Hub.Documents.Charts;

/// <summary>A bar with what stands before and behind it.</summary>
/// <param name="Name">Before it; wraps.</param>
/// <param name="Value">Its length; null for what is not known, which gets a dash.</param>
/// <param name="Shown">Behind it, as in the table.</param>
/// <param name="Before">The value of the month before, a thin lighter bar below; null without.</param>
internal sealed record BarOf(string Name, double? Value, string Shown, double? Before = null);

/// <summary>Horizontal bars, because names are long and have to be read.</summary>
internal static class BarChart
{
    private const double Size = 11;
    private const double LineHeight = 13;
    private const double Row = 17;
    private const double NameShare = 0.36;
    private const double ValueWidth = 62;
    private const byte Dark = 70;
    private const byte Light = 175;

    private static readonly Face Regular = Face.Of(isBold: false, isItalic: false);

    /// <param name="bars">From the top down.</param>
    /// <param name="width">Of the whole drawing.</param>
    /// <param name="end">The value of a bar over the whole width; larger ones are cut there and tell their value.</param>
    /// <param name="mark">Where a line stands for what is aimed at; null for none.</param>
    /// <param name="legend">What the dark and the light bar and the line are.</param>
    public static Drawing Of(IReadOnlyList<BarOf> bars, Length width, double end, double? mark, BarLegend legend)
    {
        var marks = new List<Mark>();
        var nameWidth = width.Points * NameShare;
        var (left, most) = (nameWidth + 6, width.Points - nameWidth - 6 - ValueWidth);
        var top = Legend(marks, legend, left);
        var first = top;
        foreach (var bar in bars)
        {
            var lines = Wrap(bar.Name, nameWidth);
            var height = Math.Max(Row, lines.Count * LineHeight + 4);
            var middle = top + height / 2;
            for (var i = 0; i < lines.Count; i++)
            {
                marks.Add(
                    new Mark.Label(
                        nameWidth,
                        middle + (i - (lines.Count - 1) / 2.0) * LineHeight + Size * 0.34,
                        lines[i],
                        Size,
                        Regular,
                        Alignment.Right
                    )
                );
            }

            var reach = bar.Value is { } value ? Reach(value) : 0;
            var thick = bar.Before is null ? 9.0 : 7.0;
            marks.Add(new Mark.Bar(left, middle - (bar.Before is null ? thick / 2 : thick), reach, thick, Dark));
            if (bar.Before is { } before)
            {
                marks.Add(new Mark.Bar(left, middle, Reach(before), 4, Light));
            }

            marks.Add(new Mark.Label(left + reach + 4, middle + Size * 0.34 - (bar.Before is null ? 0 : 2), bar.Shown, Size, Regular));
            top += height;
        }

        marks.Add(new Mark.Line(left, first, left, top, 0.75, 0));
        if (mark is { } aim)
        {
            marks.Add(new Mark.Line(left + Reach(aim), first, left + Reach(aim), top, 0.75, 0));
        }

        return new(width, Length.Pt(top + 9), marks);

        double Reach(double value) => end <= 0 ? 0 : Math.Clamp(value / end, 0, 1) * most;
    }

    private static double Legend(List<Mark> marks, BarLegend legend, double left)
    {
        var x = left;
        Entry(legend.Dark, at => new Mark.Bar(at, 3, 14, 8, Dark));
        Entry(legend.Light, at => new Mark.Bar(at, 4, 14, 5, Light));
        Entry(legend.Line, at => new Mark.Line(at + 7, 1, at + 7, 13, 0.75, 0));
        return x > left ? 20 : 2;

        void Entry(string? text, Func<double, Mark> sign)
        {
            if (text is null)
            {
                return;
            }

            marks.Add(sign(x));
            marks.Add(new Mark.Label(x + 18, 11, text, Size, Regular));
            x += 18 + Regular.WidthOf(text, Size) + 16;
        }
    }

    private static List<string> Wrap(string name, double width) =>
        [.. LineBreaker.Break([new Run(name)], new TextStyle("", Size), Length.Pt(width)).Select(line => line.Text)];
}

/// <summary>What the bars and the line mean; null for what does not occur.</summary>
internal sealed record BarLegend(string? Dark, string? Light, string? Line);
