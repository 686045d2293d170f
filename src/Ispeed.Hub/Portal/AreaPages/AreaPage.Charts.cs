using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Portal.Charts;
using Ispeed.Hub.Portal.MapPages;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Publication;

namespace Ispeed.Hub.Portal.AreaPages;

/// <summary>What of an area's figures is drawn.</summary>
public sealed partial class AreaPage
{
    private string SeriesFile =>
        reader.File(
            $"/api/v1/figures.csv?area={Code}&from={Period.Of(trend!.Months[^1].Month).Name}&to={Period.Of(trend.Months[0].Month).Name}&operator=all&access=all&hours=all&limit=200&bom=1"
        );

    /// <summary>The map that shows the area; null where there is none.</summary>
    private string? MapLink =>
        period.First < MapQuestion.FirstMonth ? null
        : (area!.Level is AreaLevel.Province ? area.Code : area.ProvinceCode) is { } around
            ? reader.Link("/map/" + around) + $"?month={period.Name}&access={ChosenAccess ?? Figure.Mobile}"
        : null;

    /// <summary>Every month from the first to the last that is published; one without a figure is a gap.</summary>
    private List<SeriesMonth> Series()
    {
        var published = trend!.Months.ToDictionary(month => month.Month, month => month.Figures);
        var (first, last) = (trend.Months[^1].Month, trend.Months[0].Month);
        var series = new List<SeriesMonth>();
        for (var month = first; month <= last; month = month.AddMonths(1))
        {
            var shown = published.GetValueOrDefault(month);
            series.Add(
                new(
                    month,
                    month.ToString("M/yy", CultureInfo.InvariantCulture),
                    shown is { Withheld: Statistics.Withholding.Shown } ? AreaLines.ValueOf(shown.DownMbps) : null
                )
            );
        }

        return series.Count(month => month.Value is not null) > 1 ? series : [];
    }

    private string SeriesLabel(List<SeriesMonth> series)
    {
        var values = series.Select(month => month.Value?.Mbps).OfType<double>().ToArray();
        return reader["chart.series", area!.FullName, reader.Speed(values.Min()), reader.Speed(values.Max())];
    }

    private static int[] DotsOf(Speed speed) => QuantileDots.Of([.. speed.Shares.Select(share => share.Share)]);

    private static double[] Thresholds(Speed speed) => [.. speed.Shares.Select(share => (double)share.Mbps)];

    private string DotsLabel(Speed speed)
    {
        var bins = BinsOf(reader, Thresholds(speed));
        var said = DotsOf(speed)
            .Select((dots, at) => (dots, bin: bins[at]))
            .Where(one => one.dots > 0)
            .Select(one => reader["chart.dots.bin", reader.Count(one.dots), one.bin]);
        return reader["chart.dots", string.Join(", ", said)];
    }

    /// <summary>Names of the bins between thresholds.</summary>
    internal static IReadOnlyList<string> BinsOf(Reader reader, double[] thresholds) =>
        [
            "< " + reader.Number(thresholds[0], 0),
            .. thresholds.Zip(thresholds.Skip(1), (low, high) => $"{reader.Number(low, 0)}–{reader.Number(high, 0)}"),
            "≥ " + reader.Number(thresholds[^1], 0),
        ];
}
