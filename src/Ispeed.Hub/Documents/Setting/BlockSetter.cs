using Ispeed.Hub.Documents.Charts;

namespace Ispeed.Hub.Documents.Setting;

/// <summary>Heights and marks of the blocks that lie on one page. Lengths are points.</summary>
internal static class BlockSetter
{
    /// <summary>Rules and the lines of tables, as thin as Word's: half a point.</summary>
    public const double Thin = 0.5;

    public static double LineHeightOf(TextStyle style) => style.Size * Face.LineHeight * style.LineSpacing;

    public static IReadOnlyList<SetLine> LinesOf(Block.Paragraph paragraph, Length width) =>
        LineBreaker.Break(paragraph.Runs, paragraph.Style, width - paragraph.Style.Indent);

    public static double HeightOf(Block block, Length width) =>
        block switch
        {
            Block.Paragraph paragraph => paragraph.Style.Above.Points
                + LinesOf(paragraph, width).Count * LineHeightOf(paragraph.Style)
                + paragraph.Style.Below.Points,
            Block.Rule rule => rule.Above.Points + Thin + 2,
            Block.SideBySide sides => sides.Above.Points + sides.Sides.Max(side => side.Blocks.Sum(inner => HeightOf(inner, side.Width))),
            Block.Picture picture => picture.Drawing.Height.Points,
            _ => throw new System.Diagnostics.UnreachableException(), // a grid goes over pages
        };

    public static void Draw(Block.SideBySide sides, double left, double top, List<Mark> page)
    {
        foreach (var side in sides.Sides)
        {
            var y = top;
            foreach (var block in side.Blocks)
            {
                if (block is Block.Paragraph paragraph)
                {
                    Draw(paragraph, left, y, side.Width, page);
                }
                else if (block is Block.Rule rule)
                {
                    Draw(rule, left, y, side.Width, page);
                }

                y += HeightOf(block, side.Width);
            }

            left += side.Width.Points;
        }
    }

    public static void Draw(Block.Rule rule, double left, double top, Length width, List<Mark> page)
    {
        var from = left + (width - rule.Width).Points / 2;
        var y = top + rule.Above.Points;
        page.Add(new Mark.Line(from, y, from + rule.Width.Points, y, Thin, 0));
    }

    public static void Draw(Block.Picture picture, double left, double top, List<Mark> page)
    {
        foreach (var mark in picture.Drawing.Marks)
        {
            page.Add(
                mark switch
                {
                    Mark.Bar bar => bar with { Left = bar.Left + left, Top = bar.Top + top },
                    Mark.Modules modules => modules with { Left = modules.Left + left, Top = modules.Top + top },
                    Mark.Line line => line with
                    {
                        FromX = line.FromX + left,
                        ToX = line.ToX + left,
                        FromY = line.FromY + top,
                        ToY = line.ToY + top,
                    },
                    Mark.Label label => label with { X = label.X + left, Baseline = label.Baseline + top },
                    _ => throw new System.Diagnostics.UnreachableException(),
                }
            );
        }
    }

    public static void Draw(Block.Paragraph paragraph, double left, double top, Length width, List<Mark> page)
    {
        var y = top + paragraph.Style.Above.Points;
        var isFirst = true;
        foreach (var line in LinesOf(paragraph, width))
        {
            Draw(line, paragraph.Style, left, y, width, isFirst, page);
            y += LineHeightOf(paragraph.Style);
            isFirst = false;
        }
    }

    /// <summary>One line whose upper edge is at <paramref name="top"/>.</summary>
    public static void Draw(SetLine line, TextStyle style, double left, double top, Length width, bool isFirst, List<Mark> page)
    {
        if (line.Words.Count == 0)
        {
            return;
        }

        left += style.Indent.Points + (isFirst ? style.FirstLine.Points : 0);
        var room = width.Points - style.Indent.Points - (isFirst ? style.FirstLine.Points : 0);
        var spare = room - line.Width;
        var gaps = line.Words.Skip(1).Count(word => !word.IsGlued);
        var stretch = style.Alignment is Alignment.Justified && !line.IsLast && gaps > 0 ? spare / gaps : 0;
        var start =
            left
            + style.Alignment switch
            {
                Alignment.Right => spare,
                Alignment.Centre => spare / 2,
                _ => 0,
            };
        var baseline = top + LineHeightOf(style) - (Face.LineHeight - Face.Ascent) * style.Size;
        for (var (i, before) = (0, -1); i < line.Words.Count; )
        {
            before += line.Words[i].IsGlued && i > 0 ? 0 : 1; // gaps to the left of the word
            var (at, text, face, end) = Span(line, i, joins: stretch == 0);
            if (face is not null)
            {
                page.Add(new Mark.Label(start + at + stretch * before, baseline, text, style.Size, face));
                i = end;
                continue;
            }

            var x = start + line.Words[i].X + stretch * before;
            foreach (var part in line.Words[i].Parts)
            {
                page.Add(new Mark.Label(x, baseline, part.Text, style.Size, part.Face));
                x += part.Width;
            }

            i++;
        }
    }

    // Neighbours of one look are one text, so that what is copied out of the file has its spaces; words of several looks are drawn by their parts.
    private static (double At, string Text, Face? Face, int End) Span(SetLine line, int from, bool joins)
    {
        if (line.Words[from].Parts is not [var first])
        {
            return (0, "", null, from);
        }

        var end = from + 1;
        while (joins && end < line.Words.Count && line.Words[end].Parts is [var next] && next.Face == first.Face)
        {
            end++;
        }

        var text =
            end == from + 1
                ? first.Text
                : string.Concat(
                    line.Words.Skip(from).Take(end - from).Select((word, at) => (at > 0 && !word.IsGlued ? " " : "") + word.Parts[0].Text)
                );
        return (line.Words[from].X, text, first.Face, end);
    }
}
