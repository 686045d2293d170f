using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Measure;

namespace Ispeed.Hub.Publication.OnRequest;

/// <summary>The columns of a valid run that figures are made of.</summary>
internal sealed record Run(
    Guid Device,
    string? Commune,
    string? Operator,
    Access Access,
    double? DownMbps,
    double? UpMbps,
    double? IdleMs,
    double? LoadedDownMs,
    double? LoadedUpMs,
    double? JitterMs,
    double? Pdv95Ms,
    double? LossDownPercent,
    double? LossUpPercent
)
{
    /// <summary>The device's place in the order of first appearance: what cells group by, since a number sorts much faster than a Guid.</summary>
    public int DeviceNumber { get; set; }

    public bool IsMobile => Access is Access.Mobile2G or Access.Mobile3G or Access.Mobile4G or Access.Mobile5G;
}

internal static class RunQueries
{
    /// <summary>Rows of an area in a period, whole and failed, proved and not; simulated ones only in a demonstration, and real ones only outside.</summary>
    public static IQueryable<MeasurementRow> Of(
        this IQueryable<MeasurementRow> rows,
        Area area,
        DateTimeOffset from,
        DateTimeOffset to,
        bool demonstration
    )
    {
        var code = area.Code;
        var inArea = area.Level switch
        {
            AreaLevel.Province => rows.Where(row => row.ProvinceCode == code),
            AreaLevel.District => rows.Where(row => row.DistrictCode == code),
            _ => rows.Where(row => row.CommuneCode == code),
        };
        return inArea.StartedBetween(from, to).Where(row => row.IsDemonstration == demonstration);
    }

    public static IQueryable<Run> ToRuns(this IQueryable<MeasurementRow> rows) =>
        rows.Select(row => new Run(
            row.Device,
            row.CommuneCode,
            row.OperatorCode,
            row.Access,
            row.DownMbps,
            row.UpMbps,
            row.IdleMs,
            row.LoadedDownMs,
            row.LoadedUpMs,
            row.JitterMs,
            row.Pdv95Ms,
            row.LossDownPercent,
            row.LossUpPercent
        ));
}
