using System.Globalization;
using Ispeed.Hub.Publication;

namespace Ispeed.Hub.OpenData;

/// <summary>A release as people name it: <c>2026-11.1</c>, the first of November 2026.</summary>
internal readonly record struct ReleaseId(DateOnly Month, int Number)
{
    public static ReleaseId Of(Release release) => new(release.Month, release.Number);

    public static bool TryParse(string? text, out ReleaseId id)
    {
        id = default;
        if (
            text?.Split('.') is not [var month, var number]
            || !DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
        {
            return false;
        }

        id = new(first, count);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Month:yyyy-MM}.{Number}");
}
