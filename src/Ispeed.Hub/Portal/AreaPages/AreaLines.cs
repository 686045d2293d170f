using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Publication;
using Ispeed.Measure;
using Ispeed.Statistics;

namespace Ispeed.Hub.Portal.AreaPages;

/// <summary>Published cells as rows for a reader. A cell that is withheld has no number here either.</summary>
internal static class AreaLines
{
    private static readonly string FixedWord = Access.Fixed.ToWire();

    public static FigureLine Of(Reader reader, string name, Cell cell, string? access = null) =>
        new(
            name,
            null,
            cell.Withheld is Withholding.Shown ? cell.Samples : null,
            cell.Withheld is Withholding.Shown ? ValueOf(cell.Down?.Median) : null,
            cell.Withheld is Withholding.Shown ? ValueOf(cell.Up?.Median) : null,
            WhyNot(reader, cell.Withheld, cell.Down?.Median),
            cell.Down?.Median is { } down ? BandOf(access, down.Value) : null
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

    public static FigureValue? ValueOf(QuantileEstimate? estimate) =>
        estimate is { } found ? new(found.Value, found.Interval?.Low, found.Interval?.High) : null;

    /// <summary>The public colour band of a median, from 1 to 6; null where the public bands say nothing about the access.</summary>
    public static int? BandOf(string? access, double mbps) =>
        access switch
        {
            Figure.Mobile => Band(mbps, 40),
            _ when access == FixedWord => Band(mbps - 60, 40),
            _ => null,
        };

    // Mobile edges are 40, 80, 120, 160, 200; fixed ones 100, 140, 180, 220, 260: the same steps, 60 higher.
    private static int Band(double mbps, double step) => Math.Clamp((int)Math.Floor(mbps / step) + 1, 1, 6);

    private static string? WhyNot(Reader reader, Withholding withheld, QuantileEstimate? median) =>
        withheld switch
        {
            Withholding.TooFewDevices => reader["area.withheld.few"],
            Withholding.CoversAnother => reader["area.withheld.cover"],
            Withholding.TooFewDays => reader["area.withheld.days"],
            _ => median is null ? reader["area.withheld.samples"] : null,
        };
}
