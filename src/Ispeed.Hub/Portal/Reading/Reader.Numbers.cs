using System.Globalization;
using Ispeed.Hub.Areas;

namespace Ispeed.Hub.Portal.Reading;

/// <summary>Numbers and dates. The formats are spelt out, so that pages do not change with the library that the machine happens to have.</summary>
internal sealed partial class Reader
{
    private const string NarrowSpace = "\u00A0";

    private static readonly NumberFormatInfo VietnameseNumbers = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private static readonly NumberFormatInfo EnglishNumbers = new() { NumberDecimalSeparator = ".", NumberGroupSeparator = "," };

    private NumberFormatInfo Numbers => language.IsVietnamese ? VietnameseNumbers : EnglishNumbers;

    public string Count(long count) => count.ToString("N0", Numbers);

    public string Number(double value, int decimals) =>
        Math.Round(value, decimals, MidpointRounding.AwayFromZero).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), Numbers);

    /// <summary>Three digits that mean something: 7.35, 48.2, 271.</summary>
    public string Speed(double mbps) =>
        Number(
            mbps,
            mbps < 9.995 ? 2
                : mbps < 99.95 ? 1
                : 0
        );

    public string Milliseconds(double milliseconds) => Number(milliseconds, milliseconds < 9.95 ? 1 : 0) + NarrowSpace + "ms";

    public string Percent(double percent) =>
        Number(percent, percent is > 0 and < 9.95 ? 1 : 0) + (language.IsVietnamese ? "%" : NarrowSpace + "%");

    public string Share(double share) => Percent(share * 100);

    public string Megabytes(long bytes) => Number(bytes / 1e6, bytes < 9.95e6 ? 1 : 0) + NarrowSpace + "MB";

    public string Seconds(double seconds) => Number(seconds, 1) + NarrowSpace + "s";

    /// <summary>A range of speeds at the precision of its larger end.</summary>
    public string Range(double low, double high)
    {
        var decimals =
            high < 9.995 ? 2
            : high < 99.95 ? 1
            : 0;
        return Number(low, decimals) + NarrowSpace + "–" + NarrowSpace + Number(high, decimals);
    }

    /// <summary>A band between edges, from 1: "below 40", "40 – 80", "200 and more", Mbit/s.</summary>
    public string BandRange(IReadOnlyList<double> edges, int band) =>
        band == 1 ? this["band.below", Number(edges[0], 0)]
        : band > edges.Count ? this["band.from", Number(edges[^1], 0)]
        : Number(edges[band - 2], 0) + NarrowSpace + "–" + NarrowSpace + Number(edges[band - 1], 0);

    public string Instant(DateTimeOffset instant)
    {
        var here = instant.ToOffset(VietnamTime.Offset);
        return here.ToString(language.IsVietnamese ? "dd/MM/yyyy HH:mm" : "d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
    }

    public string Day(DateOnly day) => day.ToString(language.IsVietnamese ? "dd/MM/yyyy" : "d MMM yyyy", CultureInfo.InvariantCulture);

    public string Month(int year, int month) =>
        language.IsVietnamese
            ? string.Create(CultureInfo.InvariantCulture, $"tháng {month}/{year}")
            : new DateOnly(year, month, 1).ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
