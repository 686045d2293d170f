using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;

namespace Ispeed.Hub.OpenData;

/// <summary>
/// An area of one day's map, through the months before and after it. What can be exact is: the same ground under another name, kind or code is the same sample.
/// What was divided otherwise has no figures here, because medians of parts do not make the median of the whole.
/// </summary>
internal sealed class RestatedArea
{
    private readonly AreaDirectory directory;
    private readonly Area area;

    private RestatedArea(AreaDirectory directory, Area area) => (this.directory, this.area) = (directory, area);

    /// <summary>A month in which the ground was divided otherwise.</summary>
    /// <param name="Month">YYYY-MM.</param>
    /// <param name="Areas">What held ground of it, the main one first.</param>
    public sealed record OtherGround(string Month, IReadOnlyList<Holder> Areas);

    /// <summary>An area that held ground of another one, as a figure names it.</summary>
    public sealed record Holder(string AreaCode, DateOnly AreaFrom, string Name);

    /// <summary>Null without the filter <c>areas</c>; a refusal where it is impossible.</summary>
    public static RestatedArea? Of(Filters filters, AreaDirectory directory, FigureQuery query)
    {
        if (filters.Day("areas") is not { } day)
        {
            return null;
        }

        if (query.AreaCode is not { } code || code == Figure.Nation || query.AreaFrom is not null)
        {
            filters.Refuse("areas", "it says on which day the code named the area. Give area with it, and not areaFrom.");
            return null;
        }

        if (directory.Find(code, day) is { } area)
        {
            return new(directory, area);
        }

        var known = string.Join(
            ", ",
            directory.Versions(code).Select(version => version.ValidFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        );
        filters.Refuse("areas", $"the code {Filters.Short(code)} named no area on that day. Its versions begin on {known}.");
        return null;
    }

    /// <summary>The area that had the same ground in a month; null where none had.</summary>
    public Area? In(DateOnly month) => directory.SameGround(area, month);

    /// <summary>The months in which none had.</summary>
    public IReadOnlyList<OtherGround> Others(IEnumerable<DateOnly> months) =>
        [
            .. months
                .Where(month => In(month) is null)
                .Select(month => new OtherGround(
                    Period.Of(month).Name,
                    [.. directory.On(area, Period.Of(month).Last).Select(one => new Holder(one.Code, one.ValidFrom, one.FullName))]
                )),
        ];
}
