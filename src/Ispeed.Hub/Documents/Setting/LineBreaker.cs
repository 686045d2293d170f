namespace Ispeed.Hub.Documents.Setting;

/// <summary>A line of a paragraph as it was broken: its words from the left, where they stand before anything is aligned.</summary>
/// <param name="Words">In their order.</param>
/// <param name="Width">From the first to the last, in points.</param>
/// <param name="IsLast">Of the paragraph, or before a break that was typed: not stretched.</param>
internal sealed record SetLine(IReadOnlyList<SetWord> Words, double Width, bool IsLast)
{
    public string Text =>
        string.Concat(
            Words.Select((word, at) => (at > 0 && !word.IsGlued ? " " : "") + string.Concat(word.Parts.Select(part => part.Text)))
        );
}

/// <summary>
/// A word, X points from the beginning of its line; of more than one part where the look changes within it. One that is glued follows the word before it without a
/// space: a line may end between them.
/// </summary>
internal readonly record struct SetWord(double X, IReadOnlyList<WordPart> Parts, double Width, bool IsGlued);

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
        foreach (var (word, isAfterBreak) in Words(runs, style))
        {
            if (isAfterBreak)
            {
                End(isLast: true);
            }

            var isGlued = false;
            foreach (var parts in AtHyphens(word, style).SelectMany(piece => Fit(piece, style, width.Points)))
            {
                var wide = parts.Sum(part => part.Width);
                var x =
                    line.Count == 0 ? 0
                    : isGlued ? at
                    : at + space;
                if (line.Count > 0 && x + wide > Room() + 0.01) // sums of floats
                {
                    End(isLast: false);
                    x = 0;
                }

                line.Add(new(x, parts, wide, isGlued));
                (at, isGlued) = (x + wide, true);
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
                    word.Add(new(run.Text[from..i], face, 0));
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

    /// <summary>The pieces of a word: a line may end after a hyphen between two letters. One at which none may is drawn as a hyphen, so that it is found.</summary>
    private static IEnumerable<IReadOnlyList<WordPart>> AtHyphens(IReadOnlyList<WordPart> parts, TextStyle style)
    {
        var piece = new List<WordPart>();
        foreach (var part in parts)
        {
            var from = 0;
            for (var i = 1; i < part.Text.Length; i++)
            {
                if (part.Text[i - 1] == '-' && i > 1 && char.IsLetterOrDigit(part.Text[i - 2]) && char.IsLetterOrDigit(part.Text[i]))
                {
                    Take(part, from, i);
                    yield return piece.ToArray();
                    piece.Clear();
                    from = i;
                }
            }

            Take(part, from, part.Text.Length);
        }

        yield return piece.ToArray();

        void Take(WordPart part, int from, int to)
        {
            var text = part.Text[from..to].Replace(Run.NoBreakHyphen, '-');
            piece.Add(new(text, part.Face, part.Face.WidthOf(text, style.Size)));
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
                if (
                    to == part.Text.Length
                    || (to - from >= 1 && part.Face.WidthOf(part.Text.AsSpan(from, to + 1 - from), style.Size) > width)
                )
                {
                    var text = part.Text[from..to];
                    yield return [new(text, part.Face, part.Face.WidthOf(text, style.Size))];
                    from = to;
                }
            }
        }
    }
}
