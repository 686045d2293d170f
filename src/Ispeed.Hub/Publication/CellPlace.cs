using Ispeed.Measure;

namespace Ispeed.Hub.Publication;

/// <summary>The cells of an area and operator: accesses and their sums, by hours.</summary>
internal static class CellPlace
{
    /// <summary>All, mobile, then the accesses by their numbers.</summary>
    public const int Accesses = 2 + 7;

    public const int AllAccesses = 0;
    public const int Mobile = 1;

    /// <summary>Access places times whole day and peak.</summary>
    public const int PerOperator = Accesses * 2;

    public static int Of(int access, bool peak) => access * 2 + (peak ? 1 : 0);

    public static int Of(Access access) => 2 + (int)access;

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
