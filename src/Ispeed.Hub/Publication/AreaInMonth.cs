using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Publication;

/// <summary>
/// An area of one day on the map of a month. Figures are of the map of their month's last day: where a change of name or kind within a month left the ground as it
/// was, its runs stay one sample.
/// </summary>
internal static class AreaInMonth
{
    /// <summary>The version in which the code stands for the same ground on the last day of the month; the area itself where it stands for it no more.</summary>
    public static Area Settled(this AreaDirectory directory, Area area, DateOnly day)
    {
        var last = new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
        return area.IsValidOn(last) || directory.GroundOf(area).To <= last ? area : directory.Find(area.Code, last) ?? area;
    }

    /// <summary>
    /// The area that had the same ground in a month: under its own code, or under the one that it had as a whole. Null where it was made of several, or was a
    /// part of one: a median of the whole does not follow from those of the parts, and only the runs themselves would tell.
    /// </summary>
    public static Area? SameGround(this AreaDirectory directory, Area area, DateOnly month)
    {
        var last = month.AddMonths(1).AddDays(-1);
        return area.IsValidOn(last) ? area
            : directory.On(area, last) is [var one]
            && directory.On(one, DayOf(area)) is [var back]
            && back == area
            && IsWhole(directory, one, area)
                ? one
            : null;
    }

    // Both ways have to be full: an area that lost a strip to a neighbour is another ground.
    private static bool IsWhole(AreaDirectory directory, Area one, Area area) =>
        one.ValidFrom < area.ValidFrom
            ? directory.Restate(one.Code, DayOf(one), DayOf(area)).Certainty is Certainty.Full
            : directory.Restate(area.Code, DayOf(area), DayOf(one)).Certainty is Certainty.Full;

    private static DateOnly DayOf(Area area) => area.ValidFrom;
}
