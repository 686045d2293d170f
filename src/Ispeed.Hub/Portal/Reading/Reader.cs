using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;

namespace Ispeed.Hub.Portal.Reading;

/// <summary>Whoever asked for the page: language, links that keep it, and numbers and dates as that person writes them. One a request.</summary>
/// <param name="language">The language of the page.</param>
/// <param name="root">Path under which the hub is mounted, without the language; usually empty.</param>
/// <param name="path">The path of the page inside one language, with its query.</param>
/// <param name="origin">Scheme and host that the reader used.</param>
internal sealed partial class Reader(PageLanguage language, string root, string path, string origin)
{
    private readonly PageTexts texts = PageTexts.In(language);

    public PageLanguage Language => language;

    public string Path => path;

    /// <summary>A sentence.</summary>
    public string this[string key] => texts[key];

    /// <summary>A sentence with gaps.</summary>
    public string this[string key, params object[] gaps] => string.Format(CultureInfo.InvariantCulture, texts[key], gaps);

    public bool Has(string key) => texts.Has(key);

    /// <summary>A page of the hub in the same language.</summary>
    public string Link(string to) => LinkIn(language, to);

    /// <summary>A page of the hub in a language.</summary>
    public string LinkIn(PageLanguage other, string to)
    {
        var link = root + other.Prefix + to;
        return other.Prefix.Length > 0 && link.EndsWith(other.Prefix + "/", StringComparison.Ordinal) ? link[..^1] : link;
    }

    /// <summary>Something that has no language: a file, the API.</summary>
    public string File(string to) => root + (to.StartsWith('/') ? to : "/" + to);

    /// <summary>A link for places outside the page: the clipboard, a search engine.</summary>
    public string Absolute(string link) => origin + link;

    public static Reader Of(HttpContext context)
    {
        var language = context.Items[typeof(PageLanguage)] as PageLanguage ?? PageLanguage.Vietnamese;
        var mounted = context.Request.PathBase.Value ?? "";
        var root =
            language.Prefix.Length > 0 && mounted.EndsWith(language.Prefix, StringComparison.Ordinal)
                ? mounted[..^language.Prefix.Length]
                : mounted;
        // On the page for what is missing, the reader is still where the address says.
        var asked = context.Features.Get<IStatusCodeReExecuteFeature>() is { } first
            ? first.OriginalPath + first.OriginalQueryString
            : context.Request.Path.Value + context.Request.QueryString.Value;
        return new(language, root, asked.StartsWith('/') ? asked : "/" + asked, $"{context.Request.Scheme}://{context.Request.Host}");
    }
}
