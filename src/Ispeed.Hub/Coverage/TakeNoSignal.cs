using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Coverage;

/// <summary><c>POST /api/v1/no-signal</c>: where a device had no signal, told when it has one again.</summary>
internal static class TakeNoSignal
{
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(10);

    private const string Example = """
        {
          "device": "5a0f5c1e-7d6b-4c5e-9a51-2f6f4a3b9c10",
          "reports": [
            {
              "id": "019aabcd-0000-7000-8000-000000000002",
              "at": "2025-11-22T08:00:00Z",
              "location": { "latitude": 12.24, "longitude": 109.2, "accuracyMeters": 100 },
              "operator": "viettel",
              "access": "4g"
            }
          ]
        }
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/no-signal", HandleAsync)
            .WithTags("Coverage")
            .WithSummary("Report places without a signal")
            .WithDescription(
                "A batch that waited while the device was offline. Each report has an id that the device made, so that sending again is safe. The place is cut to its cell, about 1 km across, before it is stored."
            )
            .Produces<NoSignalAnswer>(StatusCodes.Status201Created)
            .Produces<NoSignalAnswer>()
            .Refuses(400, 413, 422, 429, 503)
            .WithMetadata(new RequestExample(Example), new RequestSizeLimitAttribute(Limits.SubmissionBytes))
            .RequireRateLimiting(RateLimits.NoSignal);

    private static async Task<IResult> HandleAsync(
        NoSignalBatch batch,
        IDbContextFactory<HubDb> databases,
        AreaDirectory areas,
        OperatorDirectory operators,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if ((Unreadable(batch) ?? Impossible(batch, operators, now)) is { } refusal)
        {
            return refusal;
        }

        var rows = batch.Reports.DistinctBy(report => report.Id).Select(report => RowOf(batch.Device, report, areas, now)).ToArray();
        var stored = await StoreAsync(databases, rows, cancellationToken);
        var answer = new NoSignalAnswer(stored, rows.Length - stored);
        return stored > 0 ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);
    }

    private static async Task<int> StoreAsync(IDbContextFactory<HubDb> databases, NoSignalRow[] rows, CancellationToken cancellationToken)
    {
        var (device, ids) = (rows[0].Device, rows.Select(row => row.Id).ToArray());
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var known = await db
                .NoSignalReports.Where(row => row.Device == device && ids.Contains(row.Id))
                .Select(row => row.Id)
                .ToListAsync(cancellationToken);
            var fresh = rows.Where(row => !known.Contains(row.Id)).ToArray();
            db.NoSignalReports.AddRange(fresh);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return fresh.Length;
            }
            catch (DbUpdateException conflict) when (attempt < 3 && StoreFailure.IsConflict(conflict))
            {
                // the same batch came twice at once: what the other one stored is known now
            }
        }
    }

    private static NoSignalRow RowOf(Guid device, NoSignalReport report, AreaDirectory areas, DateTimeOffset now)
    {
        var commune = areas.FindByLocation(report.Location.Latitude, report.Location.Longitude, VietnamTime.DayOf(report.At));
        return new()
        {
            Device = device,
            Id = report.Id,
            At = report.At,
            ReceivedAt = now,
            Cell = CoarseCell.Of(report.Location.Latitude, report.Location.Longitude)!,
            Operator = report.Operator,
            Access = report.Access,
            ProvinceCode = commune?.ProvinceCode,
            CommuneCode = commune?.Code,
        };
    }

    private static Refusal? Unreadable(NoSignalBatch batch) =>
        batch switch
        {
            { Device: var device } when device == Guid.Empty => Refusal.Malformed("The member device is missing."),
            { Reports: null or { Count: 0 } } => Refusal.Malformed("The member reports is missing or empty."),
            { Reports.Count: > Limits.NoSignalReports } => Refusal.Malformed(
                $"At most {Limits.NoSignalReports} reports go into one batch."
            ),
            _ when batch.Reports.Any(report => report is null or { Location: null } or { Operator: null } || report.Id == Guid.Empty) =>
                Refusal.Malformed("A report needs id, at, location, operator and access."),
            _ => null,
        };

    private static Refusal? Impossible(NoSignalBatch batch, OperatorDirectory operators, DateTimeOffset now) =>
        batch
            .Reports.Select((report, at) => WhyNot(report, operators, now) is { } why ? $"reports[{at}].{why}" : null)
            .FirstOrDefault(why => why is not null)
            is { } reason
            ? Refusal.Implausible(reason)
            : null;

    private static string? WhyNot(NoSignalReport report, OperatorDirectory operators, DateTimeOffset now) =>
        report switch
        {
            _ when report.At > now + ClockSlack => "at lies in the future. Set the device's clock.",
            _ when report.At < now - Limits.SubmitTime - ClockSlack => "at is older than a kept report may be.",
            _ when TimedId.TimeOf(report.Id) is not { } made || (made - report.At).Duration() > TimedId.Slack =>
                "id must be a UUID of version 7 that was made with the report: its time lies more than a day from at.",
            _ when CoarseCell.Of(report.Location.Latitude, report.Location.Longitude) is null =>
                "location lies outside Viet Nam and its sea (latitude 5 to 24, longitude 101 to 116.5).",
            _ when operators.Find(report.Operator) is not { SellsMobile: true } =>
                "operator is no mobile operator of this hub. GET /api/v1/operators lists them.",
            _ when !report.Access.IsMobile() && report.Access is not Access.Unknown => "access is 2g, 3g, 4g, 5g or unknown.",
            _ => null,
        };
}
