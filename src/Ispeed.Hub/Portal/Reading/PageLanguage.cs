using System.Globalization;

namespace Ispeed.Hub.Portal.Reading;

/// <summary>A language of the pages: Vietnamese stands at the root, English behind <c>/en</c>.</summary>
internal sealed record PageLanguage(string Code, string Prefix, CultureInfo Culture)
{
    public static readonly PageLanguage Vietnamese = new("vi", "", CultureInfo.GetCultureInfo("vi-VN"));

    public static readonly PageLanguage English = new("en", "/en", CultureInfo.GetCultureInfo("en-GB"));

    public static IReadOnlyList<PageLanguage> All { get; } = [Vietnamese, English];

    public bool IsVietnamese => this == Vietnamese;
}
