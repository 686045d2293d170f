using Ispeed.Measure;

namespace Ispeed.Hub.Publication;

/// <summary>The cells of an area: of each operator, and of all together as number 0, the accesses and their sums, by hours.</summary>
internal static class CellPlace
{
    /// <summary>All, mobile, then the accesses by their numbers.</summary>
    public const int Accesses = 2 + 7;

    public const int AllAccesses = 0;
    public const int Mobile = 1;

    /// <summary>Access places times whole day and peak.</summary>
    public const int PerOperator = Accesses * 2;

    /// <summary>Cells that a run is in: its operator and all, its access, mobile and all, the whole day and the peak.</summary>
    public const int MostOfARun = 2 * 3 * 2;

    public static int Of(int access, bool peak) => access * 2 + (peak ? 1 : 0);

    public static int Of(Access access) => 2 + (int)access;

    /// <summary>The cells of a run.</summary>
    /// <returns>How many.</returns>
    public static int AllOf(in MonthRuns.Facts run, Span<int> into)
    {
        var count = OfHours(run, isPeak: false, into);
        return run.IsPeak ? count + OfHours(run, isPeak: true, into[count..]) : count;
    }

    /// <summary>Those of the whole day, or of the peak.</summary>
    public static int OfHours(in MonthRuns.Facts run, bool isPeak, Span<int> into)
    {
        var count = 0;
        for (var op = 0; op < 2; op++)
        {
            var start = (op == 0 ? 0 : run.Operator) * PerOperator;
            into[count++] = start + Of(AllAccesses, isPeak);
            into[count++] = start + Of(Of(run.Access), isPeak);
            if (run.IsMobile)
            {
                into[count++] = start + Of(Mobile, isPeak);
            }
        }

        return count;
    }

    /// <summary>Whether a run is in a cell.</summary>
    public static bool Holds(int cell, in MonthRuns.Facts run)
    {
        var (op, place) = (cell / PerOperator, cell % PerOperator);
        var access = AccessOf(place);
        return (op == 0 || op == run.Operator)
            && (run.IsPeak || !IsPeak(place))
            && (access == AllAccesses || access == Of(run.Access) || (access == Mobile && run.IsMobile));
    }

    public static int AccessOf(int place) => place / 2;

    public static bool IsPeak(int place) => (place & 1) == 1;

    public static string AccessWord(int place) =>
        AccessOf(place) switch
        {
            AllAccesses => Figure.AllAccesses,
            Mobile => Figure.Mobile,
            var access => ((Access)(access - 2)).ToWire(),
        };

    public static string HoursWord(int place) => IsPeak(place) ? Figure.PeakHours : Figure.AllHours;
}
