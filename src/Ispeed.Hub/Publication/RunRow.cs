using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Publication;

/// <summary>The columns of a run that screening and figures look at: one narrow pass over a month reads nothing else.</summary>
internal readonly record struct RunRow(
    Guid Device,
    Guid Id,
    DateTimeOffset StartedAt,
    DateTimeOffset ReceivedAt,
    Proof Proof,
    int LimitedBy,
    PointPlace? Place,
    string? Operator,
    long? Asn,
    NetworkKind? NetworkKind,
    long? SubmittedFromAsn,
    Access Access,
    LineKind Line,
    bool LineContradicted,
    string? Province,
    string? District,
    string? Commune,
    double? DownMbps,
    double? DownHigh,
    double? DownSeconds,
    double? UpMbps,
    double? UpSeconds,
    double? IdleMs,
    double? LoadedDownMs,
    double? LoadedUpMs,
    double? JitterMs,
    double? MinMs,
    double? Pdv95Ms,
    double? LossDownPercent,
    double? LossUpPercent,
    long Bytes,
    FailureReason? FailureReason,
    RunPhase? FailurePhase,
    bool IsInCampaign
);

internal static class RunRows
{
    public static IQueryable<RunRow> ToRunRows(this IQueryable<MeasurementRow> rows) =>
        rows.Select(row => new RunRow(
            row.Device,
            row.Id,
            row.StartedAt,
            row.ReceivedAt,
            row.Proof,
            row.LimitedBy,
            row.Place,
            row.OperatorCode,
            row.Asn,
            row.NetworkKind,
            row.SubmittedFromAsn,
            row.Access,
            row.Line,
            row.LineContradicted,
            row.ProvinceCode,
            row.DistrictCode,
            row.CommuneCode,
            row.DownMbps,
            row.DownHigh,
            row.DownSeconds,
            row.UpMbps,
            row.UpSeconds,
            row.IdleMs,
            row.LoadedDownMs,
            row.LoadedUpMs,
            row.JitterMs,
            row.MinMs,
            row.Pdv95Ms,
            row.LossDownPercent,
            row.LossUpPercent,
            row.BytesTotal,
            row.FailureReason,
            row.FailurePhase,
            row.ReferralCode != null
        ));
}
