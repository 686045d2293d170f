using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Measurements;

/// <summary><c>GET /api/v1/measurements/{id}</c>: the part of a result that its page shows to everybody.</summary>
internal static class ShowMeasurement
{
    /// <summary>Never the device, the address, the cell, or anything else that leads to a person.</summary>
    internal sealed record PublishedMeasurement(
        Guid Id,
        DateTimeOffset StartedAt,
        string Method,
        string Protocol,
        Proof Proof,
        string? Dispute,
        IReadOnlyList<Limitation> LimitedBy,
        bool Counts,
        IReadOnlyList<Flag> Flags,
        bool IsDemonstration,
        PublishedPoint? Point,
        PublishedOperator? Operator,
        PublishedArea? Area,
        Access Access,
        int? Family,
        Throughput? Download,
        Throughput? Upload,
        Latency? Latency,
        Loss? Loss,
        long BytesTotal,
        FailureReason? FailureReason,
        RunPhase? FailurePhase,
        IReadOnlyList<Sibling> Sitting,
        string Link
    );

    internal sealed record PublishedPoint(string Id, string Name, PointPlace? Place);

    /// <summary>Another measurement of the same sitting.</summary>
    internal sealed record Sibling(Guid Id, int? Family, PointPlace? Place, string Link);

    internal sealed record PublishedOperator(string Code, string Name, long? Asn);

    internal sealed record PublishedArea(string Code, string Name, string? Province);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/measurements/{id:guid}", HandleAsync)
            .WithTags("Measurements")
            .WithSummary("The published part of a result")
            .WithDescription(
                "Figures, proof, operator, commune; `limitedBy` says what else than the line bounded the figures, `counts` whether published figures use it and `flags` why not, `sitting` the other runs of `--both` or `--compare`. Never the device, the address or the place."
            )
            .Produces<PublishedMeasurement>()
            .Refuses(404, 503);

    private static async Task<IResult> HandleAsync(
        Guid id,
        HubDb db,
        AreaDirectory areas,
        OperatorDirectory operators,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        // The same id from two devices can only come from two hubs at one moment; the first is the one that its page shows.
        var row = await db
            .Measurements.AsNoTracking()
            .Where(row => row.Id == id)
            .OrderBy(row => row.ReceivedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return new Refusal(
                "unknown-measurement",
                StatusCodes.Status404NotFound,
                "No measurement has this id.",
                "A result that was just measured may still be on its way."
            );
        }

        var sitting = await db.SittingOf(row).Where(other => other.Id != id).ToListAsync(cancellationToken);
        var flags = await db.FlagsAsync(row, operators, cancellationToken);
        return TypedResults.Json(Published(row, flags, sitting, areas, operators, request));
    }

    private static PublishedMeasurement Published(
        MeasurementRow row,
        IReadOnlyList<Flag> flags,
        List<MeasurementRow> sitting,
        AreaDirectory areas,
        OperatorDirectory operators,
        HttpRequest request
    ) =>
        new(
            row.Id,
            row.StartedAt,
            row.Method,
            row.Protocol,
            row.Proof,
            row.Dispute,
            LimitationBits.In(row.LimitedBy),
            row.FailureReason is null && row.DownMbps is not null && flags.Count == 0,
            flags,
            row.IsDemonstration,
            row.PointId is { } point ? new(point, row.PointName ?? point, row.Place) : null,
            row.OperatorCode is { } code ? new(code, operators.Find(code)?.Name ?? code, row.Asn) : null,
            AreaOf(row, areas),
            row.Access,
            row.Family,
            Direction(row.DownMbps, row.DownLow, row.DownHigh, row.DownBytes, row.DownSeconds, row.DownStoppedBy),
            Direction(row.UpMbps, row.UpLow, row.UpHigh, row.UpBytes, row.UpSeconds, row.UpStoppedBy),
            row.IdleMs is { } idle
                ? new(idle, row.LoadedDownMs, row.LoadedUpMs, row.JitterMs, row.MinMs, row.Pdv95Ms, row.Grade, row.ShortRpm)
                : null,
            row.LossDownPercent is null && row.LossUpPercent is null
                ? null
                : new(
                    row.LossDownPercent,
                    row.LossUpPercent,
                    row.LossDownLow,
                    row.LossDownHigh,
                    row.LossUpLow,
                    row.LossUpHigh,
                    row.LossProbes
                ),
            row.BytesTotal,
            row.FailureReason,
            row.FailurePhase,
            sitting.ConvertAll(other => new Sibling(other.Id, other.Family, other.Place, ResultLink.Of(request, other.Id))),
            ResultLink.Of(request, row.Id)
        );

    private static Throughput? Direction(double? mbps, double? low, double? high, long? bytes, double? seconds, StopReason? stoppedBy) =>
        mbps is { } figure ? new(figure, low ?? figure, high ?? figure, bytes ?? 0, seconds ?? 0, stoppedBy ?? StopReason.Error) : null;

    private static PublishedArea? AreaOf(MeasurementRow row, AreaDirectory areas)
    {
        var day = row.MeasuredOn();
        return row.CommuneCode is { } commune && areas.Find(commune, day) is { } area
            ? new(area.Code, area.FullName, row.ProvinceCode is { } province ? areas.Find(province, day)?.FullName : null)
            : null;
    }
}
