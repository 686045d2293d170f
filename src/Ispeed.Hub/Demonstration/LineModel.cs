using Ispeed.Hub.Areas;
using Ispeed.Measure;

namespace Ispeed.Hub.Demonstration;

/// <summary>
/// What lines are truly like in the demonstration, by commune, operator, access and month. The levels are near what was published for
/// Viet Nam in 2025 and 2026: mobile about 83 Mbit/s down and 29 up, 5G 350 to 600, fixed about 270 and 200, Vietnamobile near 10.
/// </summary>
internal sealed class LineModel(ulong seed)
{
    private static readonly Dictionary<(string Operator, Access Access), (double Down, double Up)> Levels = new()
    {
        [("viettel", Access.Mobile4G)] = (62, 24),
        [("vnpt", Access.Mobile4G)] = (52, 23),
        [("mobifone", Access.Mobile4G)] = (43, 19),
        [("vietnamobile", Access.Mobile4G)] = (10.5, 6),
        [("viettel", Access.Mobile5G)] = (440, 98),
        [("vnpt", Access.Mobile5G)] = (370, 88),
        [("mobifone", Access.Mobile5G)] = (330, 80),
        [("viettel", Access.Fixed)] = (265, 195),
        [("vnpt", Access.Fixed)] = (250, 190),
        [("fpt", Access.Fixed)] = (285, 215),
        [("viettel", Access.WiFi)] = (128, 96),
        [("vnpt", Access.WiFi)] = (118, 92),
        [("fpt", Access.WiFi)] = (140, 104),
        [("viettel", Access.Unknown)] = (150, 110),
        [("vnpt", Access.Unknown)] = (140, 104),
        [("fpt", Access.Unknown)] = (160, 118),
    };

    /// <summary>The month from which the yearly growth counts.</summary>
    private static readonly DateOnly Start = new(2026, 1, 1);

    /// <summary>Mountain communes, where few masts stand; the names are those of the list of 2025.</summary>
    private static readonly string[] Mountains = ["Khánh Sơn", "Khánh Vĩnh", "Bác Ái", "Phước Hà", "Lâm Sơn"];

    public static bool IsSold(string operatorCode, Access access) => Levels.ContainsKey((operatorCode, access));

    public static bool IsMountain(Area commune) => Array.Exists(Mountains, name => commune.Name.Contains(name, StringComparison.Ordinal));

    public static bool IsIsland(Area commune) => commune.FullName.StartsWith("Đặc khu ", StringComparison.Ordinal);

    public static bool IsTown(Area commune) => commune.FullName.StartsWith("Phường ", StringComparison.Ordinal);

    /// <summary>
    /// The true medians of the devices of a cell, Mbit/s. Everything that varies around them is symmetric on the log scale, so that they are
    /// the medians of the device samples too, however often each device measures and at whatever hour.
    /// </summary>
    public (double DownMbps, double UpMbps) TrueMedian(Area commune, string operatorCode, Access access, DateOnly month)
    {
        var (down, up) = Levels[(operatorCode, access)];
        var place = Math.Exp(Chance.For(seed, $"{commune.Code}/{operatorCode}/{access}").Normal(0.15)) * PlaceOf(commune, access);
        var months = (month.Year - Start.Year) * 12 + month.Month - Start.Month;
        var growth = Math.Pow(access is Access.Mobile5G ? 1.03 : 1.015, months / 2.0);
        return (down * place * growth, up * Math.Sqrt(place) * growth);
    }

    /// <summary>Median round-trip time on the quiet line, milliseconds.</summary>
    public static double IdleMs(Area commune, Access access) =>
        (
            access switch
            {
                Access.Mobile4G => 38,
                Access.Mobile5G => 21,
                Access.Fixed => 9,
                _ => 14,
            }
        )
        * (
            IsIsland(commune) ? 4
            : IsMountain(commune) ? 1.3
            : 1
        );

    /// <summary>Spread between devices: standard deviation of the logarithm.</summary>
    public static double SigmaOf(Access access) =>
        access switch
        {
            Access.Mobile4G => 0.75,
            Access.Mobile5G => 0.55,
            Access.Fixed => 0.60,
            _ => 0.70,
        };

    public static double FailureShare(Area commune, string operatorCode) =>
        0.025 + (operatorCode == "vietnamobile" ? 0.05 : 0) + (IsMountain(commune) || IsIsland(commune) ? 0.08 : 0);

    private static double PlaceOf(Area commune, Access access) =>
        access is Access.Fixed or Access.WiFi or Access.Unknown
            ? IsTown(commune)
                ? 1.08
                : 0.92
            : IsIsland(commune)
                ? 0.35
                : IsMountain(commune)
                    ? 0.55
                    : IsTown(commune)
                        ? 1.15
                        : 0.85;
}
