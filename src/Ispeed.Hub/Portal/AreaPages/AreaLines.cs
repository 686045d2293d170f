using Ispeed.Hub.Portal.Charts;
using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Publication;
using Ispeed.Statistics;

namespace Ispeed.Hub.Portal.AreaPages;

/// <summary>Published cells as rows for a reader. A cell that is withheld has no number here either.</summary>
internal static class AreaLines
{
    public static FigureLine Of(Reader reader, string name, Cell cell, string? access = null) =>
        new(
            name,
            null,
            cell.Withheld is Withholding.Shown ? cell.Samples : null,
            cell.Withheld is Withholding.Shown ? ValueOf(cell.Down?.Median) : null,
            cell.Withheld is Withholding.Shown ? ValueOf(cell.Up?.Median) : null,
            WhyNot(reader, cell.Withheld, cell.Down?.Median),
            cell is { Withheld: Withholding.Shown, Down.Median: { } down } ? BandOf(reader, access, down.Value) : null
        );

    public static FigureLine Of(Reader reader, string name, string? link, PartFigures commune)
    {
        var shown = commune.Withheld is Withholding.Shown && commune.DownMbps is not null;
        return new(
            name,
            link,
            commune.Samples,
            shown ? ValueOf(commune.DownMbps) : null,
            shown ? ValueOf(commune.UpMbps) : null,
            shown ? null : reader["area.commune.few", reader.Count(commune.Samples), reader.Count(commune.MissingToOfficial)],
            null
        );
    }

    /// <summary>The same lines with their ranks, as far as intervals tell. Below 30 samples nobody is ranked, and one alone is not either.</summary>
    public static List<FigureLine> WithTies(Reader reader, IReadOnlyList<FigureLine> lines)
    {
        var ranks = Ties.Of([.. lines.Select(line => MayRank(line) ? line.Download : null)]);
        return ranks.Count(rank => rank is not null) < 2
            ? [.. lines]
            :
            [
                .. lines.Zip(
                    ranks,
                    (line, rank) =>
                        rank is not { } found
                            ? line
                            : line with
                            {
                                Note =
                                    found.Best == found.Worst
                                        ? reader["ties.rank", reader.Count(found.Best)]
                                        : reader["ties.range", reader.Count(found.Best), reader.Count(found.Worst)],
                            }
                ),
            ];
    }

    /// <summary>Whether a line's figure is firm enough to be put before or behind another one.</summary>
    public static bool MayRank(FigureLine line) => line.Samples is { } samples && Tiers.Of(samples) > Tier.Indicative;

    public static FigureValue? ValueOf(QuantileEstimate? estimate) =>
        estimate is { } found ? new(found.Value, found.Interval?.Low, found.Interval?.High) : null;

    private static FigureBand? BandOf(Reader reader, string? access, double mbps) =>
        PublicBands.Of(access, mbps) is { } band
            ? new(band, reader["band.is", reader.BandRange(PublicBands.EdgesOf(access)!, band)])
            : null;

    private static string? WhyNot(Reader reader, Withholding withheld, QuantileEstimate? median) =>
        withheld switch
        {
            Withholding.TooFewDevices => reader["area.withheld.few"],
            Withholding.CoversAnother => reader["area.withheld.cover"],
            Withholding.TooFewDays => reader["area.withheld.days"],
            _ => median is null ? reader["area.withheld.samples"] : null,
        };
}
