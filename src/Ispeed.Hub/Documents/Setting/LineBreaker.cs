namespace Ispeed.Hub.Documents.Setting;

/// <summary>A line of a paragraph as it was broken: its words from the left, where they stand before anything is aligned.</summary>
/// <param name="Words">In their order.</param>
/// <param name="Width">From the first to the last, in points.</param>
/// <param name="IsLast">Of the paragraph, or before a break that was typed: not stretched.</param>
internal sealed record SetLine(IReadOnlyList<SetWord> Words, double Width, bool IsLast)
{
    public string Text => string.Join(' ', Words.Select(word => string.Concat(word.Parts.Select(part => part.Text))));
}

/// <summary>A word, X points from the beginning of its line; of more than one part where the look changes within it.</summary>
internal readonly record struct SetWord(double X, IReadOnlyList<WordPart> Parts, double Width);

internal readonly record struct WordPart(string Text, Face Face, double Width);

/// <summary>Breaks text into lines, each as full as it gets, as Word does. Nothing is ever cut off: a word wider than the line goes on in the next one.</summary>
internal static class LineBreaker
{
    public static IReadOnlyList<SetLine> Break(IReadOnlyList<Run> runs, TextStyle style, Length width)
    {
        var lines = new List<SetLine>();
        var line = new List<SetWord>();
        var space = Face.Of(style.IsBold, style.IsItalic).WidthOf(" ", style.Size);
        var at = 0.0;
        foreach (var (parts, isAfterBreak) in Words(runs, style))
        {
            if (isAfterBreak)
            {
                End(isLast: true);
            }

            foreach (var piece in Fit(parts, style, width.Points))
            {
                var wide = piece.Sum(part => part.Width);
                var x = line.Count == 0 ? 0 : at + space;
                if (line.Count > 0 && x + wide > Room() + 0.01) // sums of floats
                {
                    End(isLast: false);
                    x = 0;
                }

                line.Add(new(x, piece, wide));
                at = x + wide;
            }
        }

        End(isLast: true);
        return lines;

        double Room() => width.Points - (lines.Count == 0 ? style.FirstLine.Points : 0);

        void End(bool isLast)
        {
            lines.Add(new([.. line], at, isLast));
            line.Clear();
            at = 0;
        }
    }

    /// <summary>Words and whether a line break was typed before each; no-break spaces are part of a word.</summary>
    private static IEnumerable<(IReadOnlyList<WordPart> Parts, bool IsAfterBreak)> Words(IReadOnlyList<Run> runs, TextStyle style)
    {
        var word = new List<WordPart>();
        var isAfterBreak = false;
        foreach (var run in runs)
        {
            var face = Face.Of(style.IsBold || run.IsBold, style.IsItalic || run.IsItalic);
            var from = 0;
            for (var i = 0; i <= run.Text.Length; i++)
            {
                if (i < run.Text.Length && run.Text[i] is not (' ' or '\n' or '\t'))
                {
                    continue;
                }

                if (i > from)
                {
                    var text = run.Text[from..i];
                    word.Add(new(text, face, face.WidthOf(text, style.Size)));
                }

                from = i + 1;
                if (i == run.Text.Length)
                {
                    break; // the next run may go on with the same word
                }

                if (word.Count > 0 || run.Text[i] == '\n')
                {
                    yield return (word.ToArray(), isAfterBreak);
                    word.Clear();
                    isAfterBreak = false;
                }

                isAfterBreak |= run.Text[i] == '\n';
            }
        }

        if (word.Count > 0)
        {
            yield return (word.ToArray(), isAfterBreak);
        }
    }

    /// <summary>A word wider than a whole line, by as many characters as fit.</summary>
    private static IEnumerable<IReadOnlyList<WordPart>> Fit(IReadOnlyList<WordPart> parts, TextStyle style, double width)
    {
        if (parts.Sum(part => part.Width) <= width)
        {
            yield return parts;
            yield break;
        }

        foreach (var part in parts)
        {
            var from = 0;
            for (var to = 1; to <= part.Text.Length; to++)
            {
                if (to == part.Text.Length || (to - from >= 1 && part.Face.WidthOf(part.Text.AsSpan(from, to + 1 - from), style.Size) > width))
                {
                    var text = part.Text[from..to];
                    yield return [new(text, part.Face, part.Face.WidthOf(text, style.Size))];
                    from = to;
                }
            }
        }
    }
}
