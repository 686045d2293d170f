using System.Net;
using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Points;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>From what was submitted to what is stored.</summary>
internal static class SubmissionRows
{
    /// <summary>The submission as it is kept: the place cut to its cell, the record apart in its own table, unknown members gone.</summary>
    public static string Canonical(Submission submission) =>
        JsonSerializer.Serialize(
            submission with
            {
                Record = null,
                Location = submission.Location is { } place ? MiddleOf(place) : null,
            },
            MeasureJson.Default.Submission
        );

    // The middle of the one cell that is kept: two grids laid over each other would tell more than either.
    private static Location? MiddleOf(Location place) =>
        CoarseCell.TryMiddle(CoarseCell.Of(place.Latitude, place.Longitude), out var latitude, out var longitude)
            ? new(Math.Round(latitude, 5), Math.Round(longitude, 5), Math.Max(1_000, Math.Round(place.AccuracyMeters)))
            : null;

    /// <summary>The row of a submission before the join.</summary>
    public static MeasurementRow RowOf(Submission submission, FoundArea area, DateTimeOffset now)
    {
        var measurement = submission.Measurement;
        return new()
        {
            Device = submission.Device,
            Id = measurement.Id,
            StartedAt = measurement.StartedAt,
            ReceivedAt = now,
            Method = measurement.Method,
            GroupId = submission.Group,
            ReferralCode = submission.Code,
            Participant = submission.Participant,
            Family = measurement.Family,
            LimitedBy = LimitationBits.Of(measurement.LimitedBy ?? []),
            Proof = Proof.Claimed,
            Access = submission.Access,
            AccessSource = submission.AccessSource,
            ProvinceCode = area.Commune?.ProvinceCode,
            DistrictCode = area.Commune?.DistrictCode,
            CommuneCode = area.Commune?.Code,
            AreaSource = area.Source,
            Cell = submission.Location is { } place ? CoarseCell.Of(place.Latitude, place.Longitude) : null,
            DownMbps = measurement.Download?.Mbps,
            DownLow = measurement.Download?.Low,
            DownHigh = measurement.Download?.High,
            DownBytes = measurement.Download?.Bytes,
            DownSeconds = measurement.Download?.Seconds,
            DownStoppedBy = measurement.Download?.StoppedBy,
            UpMbps = measurement.Upload?.Mbps,
            UpLow = measurement.Upload?.Low,
            UpHigh = measurement.Upload?.High,
            UpBytes = measurement.Upload?.Bytes,
            UpSeconds = measurement.Upload?.Seconds,
            UpStoppedBy = measurement.Upload?.StoppedBy,
            IdleMs = measurement.Latency?.IdleMs,
            LoadedDownMs = measurement.Latency?.LoadedDownMs,
            LoadedUpMs = measurement.Latency?.LoadedUpMs,
            JitterMs = measurement.Latency?.JitterMs,
            MinMs = measurement.Latency?.MinMs,
            Pdv95Ms = measurement.Latency?.Pdv95Ms,
            Grade = measurement.Latency?.Grade,
            ShortRpm = measurement.Latency?.ShortRpm,
            LossDownPercent = measurement.Loss?.DownPercent,
            LossDownLow = measurement.Loss?.DownLow,
            LossDownHigh = measurement.Loss?.DownHigh,
            LossUpPercent = measurement.Loss?.UpPercent,
            LossUpLow = measurement.Loss?.UpLow,
            LossUpHigh = measurement.Loss?.UpHigh,
            LossProbes = measurement.Loss?.Probes ?? 0,
            BytesTotal = measurement.BytesTotal,
            FailureReason = measurement.Error?.Reason,
            FailurePhase = measurement.Error?.Phase,
            ClientName = submission.Client.Name,
            ClientVersion = submission.Client.Version,
            ClientSystem = submission.Client.System,
        };
    }

    /// <summary>The row of a run of which only the test point told: a client of another project, or one that never came back.</summary>
    public static MeasurementRow RowOf(RunRecord record, DateTimeOffset now)
    {
        var row = new MeasurementRow
        {
            Device = record.Device ?? Guid.Empty,
            Id = record.Run,
            StartedAt = record.StartedAt,
            ReceivedAt = now,
            Method = Measurement.CurrentMethod,
            Protocol = record.Protocol,
            Proof = Proof.Observed,
            BytesTotal = (record.Down?.Bytes ?? 0) + (record.Up?.Bytes ?? 0),
            ClientName = "unknown",
            ClientVersion = string.Empty,
            ClientSystem = string.Empty,
        };
        if (ObservedFigure.Of(record.Protocol, Direction.Down, record.Down) is { } down)
        {
            (row.DownMbps, row.DownLow, row.DownHigh) = (down.BitsPerSecond / 1e6, down.Low / 1e6, down.High / 1e6);
            (row.DownBytes, row.DownSeconds) = (record.Down!.Bytes, record.Down.Micros / 1e6);
        }

        if (ObservedFigure.Of(record.Protocol, Direction.Up, record.Up) is { } up)
        {
            (row.UpMbps, row.UpLow, row.UpHigh) = (up.BitsPerSecond / 1e6, up.Low / 1e6, up.High / 1e6);
            (row.UpBytes, row.UpSeconds) = (record.Up!.Bytes, record.Up.Micros / 1e6);
        }

        return row;
    }

    /// <summary>Takes over what the test point saw: what was spoken, and from which address the run came.</summary>
    public static void TakeRecord(this MeasurementRow row, RunRecord record, string? sim, OperatorDirectory operators)
    {
        row.Protocol = record.Protocol;
        if (IPAddress.TryParse(record.Address, out var address))
        {
            var network = ClientNetwork.Of(address, operators, row.MeasuredOn());
            if (network.Origin is not null || row.AddressPrefix is null)
            {
                row.TakeNetwork(network, sim, operators); // a submission may come later and from elsewhere; a private address beside the point tells nothing
            }

            row.Family ??= network.Family; // the client knows better: behind NAT64 its line speaks IPv6 and the point sees IPv4
        }
    }

    /// <summary>Takes over where the run was measured; the network must be known by now.</summary>
    public static void TakePoint(this MeasurementRow row, string id, PointFacts? point, HubCountry country)
    {
        row.PointId = id;
        row.PointName = point?.Name;
        row.Place = point is null ? null : PlaceOf.Seen(point.Operator, point.Country, row.Asn, row.HostCode ?? row.OperatorCode, country);
    }

    /// <summary>Takes over whose network it was: the brand with its host, and what the line is, by which evidence.</summary>
    public static void TakeNetwork(this MeasurementRow row, ClientNetwork network, string? sim, OperatorDirectory operators)
    {
        var origin = network.Origin;
        var brand = operators.On(row.MeasuredOn()).BrandOf(origin?.Operator, sim);
        (row.AddressPrefix, row.Asn, row.NetworkKind) = (network.Prefix, origin?.Asn, origin?.Kind);
        (row.OperatorCode, row.HostCode) = (brand?.Code, brand?.Host);
        (row.Line, row.LineEvidence, row.LineContradicted) = LineFinding.Of(row.Access, row.AccessSource, origin);
    }

    /// <summary>Takes over from where the result was handed in; the test point may have seen another network.</summary>
    public static void TakeSubmitter(this MeasurementRow row, ClientNetwork network, string? sim, OperatorDirectory operators)
    {
        row.TakeNetwork(network, sim, operators);
        row.SubmittedFromAsn = network.Origin?.Asn;
    }
}

/// <summary>The areas of a measurement on its day.</summary>
internal sealed record FoundArea(AreaSource Source, Area? Commune)
{
    public static FoundArea None { get; } = new(AreaSource.None, null);

    /// <summary>The commune chosen, else the one around the place; null when the code that was chosen does not exist on that day.</summary>
    public static FoundArea? Of(Submission submission, AreaDirectory areas)
    {
        var day = VietnamTime.DayOf(submission.Measurement.StartedAt);
        if (submission.Area is { Length: > 0 } code)
        {
            return areas.Find(code, day) is { Level: AreaLevel.Commune } chosen ? new(AreaSource.Chosen, chosen) : null;
        }

        return
            submission.Location is { } place
            && areas.FindByLocation(place.Latitude, place.Longitude, day) is { Level: AreaLevel.Commune } around
            ? new(AreaSource.Location, around)
            : None;
    }
}
