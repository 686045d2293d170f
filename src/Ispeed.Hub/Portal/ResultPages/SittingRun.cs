using Ispeed.Hub.Measurements;
using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Measure;

namespace Ispeed.Hub.Portal.ResultPages;

/// <summary>A run beside the others of its sitting. (Public only because a Razor component's parameters have to be.)</summary>
/// <param name="Name">What sets it apart: place and IP version.</param>
/// <param name="Link">Its page; null for the one that is shown.</param>
/// <param name="Down">Download; null for a run that has none.</param>
/// <param name="Up">Upload.</param>
/// <param name="IdleMs">Round-trip time on the quiet line.</param>
public sealed record SittingRun(string Name, string? Link, FigureValue? Down, FigureValue? Up, double? IdleMs)
{
    internal static SittingRun Of(MeasurementRow row, string place, bool isShown, Reader reader) =>
        new(
            row.Family is { } family ? $"IPv{family} · {place}" : place,
            isShown ? null : reader.Link($"/r/{row.Id}"),
            Figure(row.DownMbps, row.DownLow, row.DownHigh),
            Figure(row.UpMbps, row.UpLow, row.UpHigh),
            row.IdleMs
        );

    // An interval that is not known is printed as 0 to twice the figure: no line is drawn for it.
    private static FigureValue? Figure(double? mbps, double? low, double? high) =>
        mbps is not { } value ? null
        : high is { } top && Throughput.IsKnown(value, top) ? new(value, low, top)
        : new(value, null, null);
}
