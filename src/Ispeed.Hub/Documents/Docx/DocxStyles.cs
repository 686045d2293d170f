using System.Globalization;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Ispeed.Hub.Documents.Docx;

/// <summary>The styles that a document uses, each under the name of its element.</summary>
internal sealed class DocxStyles
{
    private const string Face = "Times New Roman";

    private readonly Dictionary<string, TextStyle> used = new(StringComparer.Ordinal);

    /// <summary>Marks the style as used; returns its id.</summary>
    public string IdOf(TextStyle style)
    {
        used.TryAdd(style.Id, style);
        return style.Id;
    }

    public static string HalfPoints(double points) => ((int)Math.Round(points * 2)).ToString(CultureInfo.InvariantCulture);

    /// <summary>A paragraph that Word asks for and nobody shall see.</summary>
    public static SpacingBetweenLines Hairline() => Exactly(Length.Pt(1));

    public static SpacingBetweenLines Exactly(Length height, Length above = default) =>
        new()
        {
            Before = Twips(above),
            After = "0",
            Line = Twips(height),
            LineRule = LineSpacingRuleValues.Exact,
        };

    public static string Twips(Length length) => length.Twips.ToString(CultureInfo.InvariantCulture);

    public static Justification JustificationOf(Alignment alignment) =>
        new()
        {
            Val = alignment switch
            {
                Alignment.Centre => JustificationValues.Center,
                Alignment.Right => JustificationValues.Right,
                Alignment.Justified => JustificationValues.Both,
                _ => JustificationValues.Left,
            },
        };

    public Styles All()
    {
        var styles = new Styles(
            new DocDefaults(
                new RunPropertiesDefault(
                    new RunPropertiesBaseStyle(
                        new RunFonts
                        {
                            Ascii = Face,
                            HighAnsi = Face,
                            EastAsia = Face,
                            ComplexScript = Face,
                        },
                        new FontSize { Val = HalfPoints(TextStyles.Text.Size) },
                        new Languages { Val = "vi-VN", EastAsia = "vi-VN" }
                    )
                ),
                new ParagraphPropertiesDefault()
            ),
            new Style(new StyleName { Val = "Normal" }, new PrimaryStyle())
            {
                Type = StyleValues.Paragraph,
                StyleId = "Normal",
                Default = true,
            }
        );
        styles.Append(used.Values.Select(StyleOf));
        return styles;
    }

    private static Style StyleOf(TextStyle style)
    {
        var look = new StyleRunProperties();
        if (style.IsBold)
        {
            look.Append(new Bold());
        }

        if (style.IsItalic)
        {
            look.Append(new Italic());
        }

        look.Append(new FontSize { Val = HalfPoints(style.Size) });
        var place = new StyleParagraphProperties();
        if (style.KeepsWithNext)
        {
            place.Append(new KeepNext());
        }

        place.Append(
            new WidowControl(),
            new SpacingBetweenLines
            {
                Before = Twips(style.Above),
                After = Twips(style.Below),
                Line = ((int)Math.Round(240 * style.LineSpacing)).ToString(CultureInfo.InvariantCulture),
                LineRule = LineSpacingRuleValues.Auto,
            },
            new Indentation { Left = Twips(style.Indent), FirstLine = Twips(style.FirstLine) },
            JustificationOf(style.Alignment)
        );
        return new Style(new StyleName { Val = style.Name }, new BasedOn { Val = "Normal" }, new PrimaryStyle(), place, look)
        {
            Type = StyleValues.Paragraph,
            StyleId = style.Id,
            CustomStyle = true,
        };
    }
}
