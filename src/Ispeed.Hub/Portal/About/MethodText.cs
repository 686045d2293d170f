using Markdig;

namespace Ispeed.Hub.Portal.About;

/// <summary>spec/method.md as a part of a page: the text that the engines are tested against, not a retelling of it.</summary>
internal static class MethodText
{
    // Its title becomes a third level, because the page has its own first and second.
    private const int Lower = 2;

    public static string Html { get; } = Render();

    private static string Render()
    {
        using var stream =
            typeof(MethodText).Assembly.GetManifestResourceStream("Portal.method.md")
            ?? throw new InvalidOperationException("The resource Portal.method.md is not embedded.");
        using var text = new StreamReader(stream);
        var pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();
        var document = Markdown.Parse(text.ReadToEnd(), pipeline);
        foreach (var heading in document.OfType<Markdig.Syntax.HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + Lower);
        }

        return document.ToHtml(pipeline);
    }
}
