using System.Text.Json;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Points;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Ingest;

/// <summary>One transaction of the intake: reads what is known of the runs, decides item by item, writes everything, answers.</summary>
internal sealed class IntakeBatch(IDbContextFactory<HubDb> databases, OperatorDirectory operators, HubCountry country, TimeProvider time)
{
    public async Task WriteAsync(IReadOnlyList<Incoming> batch, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var known = await Known.ReadAsync(db, batch, cancellationToken);
        var outcomes = new IntakeOutcome[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            outcomes[i] = batch[i] switch
            {
                Incoming.Result result => Take(db, known, result),
                Incoming.Sealed sealedRun => Take(db, known, sealedRun.Record),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        db.ChangeTracker.DetectChanges();
        await db.SaveChangesAsync(cancellationToken);
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Resolve(outcomes[i]);
        }
    }

    private IntakeOutcome Take(HubDb db, Known known, Incoming.Result result)
    {
        var standing = known.MeasurementOf(result.Run);
        if (standing is not null && standing.Proof is not Proof.Observed)
        {
            return standing.Device == result.Submission.Device && known.ContentOf(standing) == result.Content
                ? new IntakeOutcome.StoredBefore(standing.Proof)
                : new IntakeOutcome.IdTaken();
        }

        if (standing is not null && standing.Device != result.Submission.Device && standing.Device != Guid.Empty)
        {
            return new IntakeOutcome.IdTaken(); // the test point saw another device's ticket for this id
        }

        if (standing is not null)
        {
            known.Remove(db, standing); // what the client tells replaces what was only observed
        }

        var row = result.Row;
        known.Add(db, row, result.Content);
        if (result.Record is { } record)
        {
            known.Add(db, record, time.GetUtcNow());
        }

        Join(known, row, result.Submission);
        return new IntakeOutcome.Stored(row.Proof);
    }

    private IntakeOutcome Take(HubDb db, Known known, SignedRecord record)
    {
        var isNew = known.Add(db, record, time.GetUtcNow());
        var standing = known.MeasurementOf(record.Content.Run);
        if (isNew && standing?.Proof is Proof.Claimed && known.ContentOf(standing) is { } content)
        {
            Join(known, standing, JsonSerializer.Deserialize(content, MeasureJson.Default.Submission)!);
        }

        var proof = standing?.Proof ?? Proof.Observed;
        return isNew ? new IntakeOutcome.Stored(proof) : new IntakeOutcome.StoredBefore(proof);
    }

    private void Join(Known known, MeasurementRow row, Submission submission)
    {
        var record = known.RecordOf(row, submission.Measurement.Server?.Id);
        (row.Proof, row.Dispute) = Judgement.Of(submission, record);
        if (record is not null)
        {
            row.TakeRecord(record, operators);
            row.TakePoint(record.Point, known.PointOf(record.Point), country);
            known.MarkJoined(row.Id);
        }
        else if (submission.Measurement.Server?.Id is { } id && known.PointOf(id) is { } claimed)
        {
            row.TakePoint(id, claimed, country); // claimed, but at least a point that exists
        }

        var point = row.PointId is null ? null : known.PointOf(row.PointId);
        row.LimitedBy = FoundLimits.Of(submission, record, point, row.Asn is { } asn && operators.IsTunnel(asn));
    }

    /// <summary>What the database and the earlier items of the batch say about its runs.</summary>
    private sealed class Known(
        Dictionary<Guid, MeasurementRow> measurements,
        Dictionary<(Guid Device, Guid Id), RawSubmission> raw,
        ILookup<Guid, RunRecordRow> storedRecords,
        Dictionary<string, PointFacts> points
    )
    {
        private readonly Dictionary<Guid, List<RunRecordRow>> records = storedRecords.ToDictionary(
            group => group.Key,
            group => group.ToList()
        );

        public static async Task<Known> ReadAsync(HubDb db, IReadOnlyList<Incoming> batch, CancellationToken cancellationToken)
        {
            var runs = batch.Select(incoming => incoming.Run).Distinct().ToArray();
            var measurements = await db
                .Measurements.Where(row => runs.Contains(row.Id))
                .OrderByDescending(row => row.ReceivedAt)
                .ToListAsync(cancellationToken);
            var devices = measurements.Select(row => row.Device).Distinct().ToArray();
            var raw =
                measurements.Count == 0
                    ? []
                    : await db
                        .RawSubmissions.Where(row => devices.Contains(row.Device) && runs.Contains(row.Id))
                        .ToListAsync(cancellationToken);
            var stored = await db.RunRecords.Where(row => runs.Contains(row.Run)).ToListAsync(cancellationToken);
            return new(
                measurements.GroupBy(row => row.Id).ToDictionary(group => group.Key, group => group.Last()),
                raw.ToDictionary(row => (row.Device, row.Id)),
                stored.ToLookup(row => row.Run),
                await PointFacts.ReadAllAsync(db, cancellationToken)
            );
        }

        public MeasurementRow? MeasurementOf(Guid run) => measurements.GetValueOrDefault(run);

        public string? ContentOf(MeasurementRow row) => raw.GetValueOrDefault((row.Device, row.Id))?.Content;

        public PointFacts? PointOf(string pointId) => points.GetValueOrDefault(pointId);

        public void Add(HubDb db, MeasurementRow row, string content)
        {
            var submission = new RawSubmission
            {
                Device = row.Device,
                Id = row.Id,
                ReceivedAt = row.ReceivedAt,
                Content = content,
            };
            db.Add(row);
            db.Add(submission);
            measurements[row.Id] = row;
            raw[(row.Device, row.Id)] = submission;
        }

        public void Remove(HubDb db, MeasurementRow row)
        {
            db.Remove(row);
            measurements.Remove(row.Id);
        }

        /// <summary>False when a record of this point and run is there already: the first stands.</summary>
        public bool Add(HubDb db, SignedRecord record, DateTimeOffset now)
        {
            var device = record.Content.Device ?? Guid.Empty;
            if (!records.TryGetValue(record.Content.Run, out var ofRun))
            {
                records[record.Content.Run] = ofRun = [];
            }

            if (ofRun.Exists(row => row.Device == device && row.PointId == record.Content.Point))
            {
                return false;
            }

            var stored = new RunRecordRow
            {
                Device = device,
                Run = record.Content.Run,
                PointId = record.Content.Point,
                ReceivedAt = now,
                IsJoined = measurements.ContainsKey(record.Content.Run),
                Token = record.Token,
            };
            db.Add(stored);
            ofRun.Add(stored);
            return true;
        }

        /// <summary>The record that belongs to a result: of the point that the client names, of its own device, else any.</summary>
        public RunRecord? RecordOf(MeasurementRow row, string? pointId) =>
            records
                .GetValueOrDefault(row.Id)
                ?.OrderBy(record => record.Device == row.Device ? 0 : 1)
                .ThenBy(record => record.PointId == pointId ? 0 : 1)
                .Select(record => SignedText.Record(record.Token))
                .FirstOrDefault(record => record is not null);

        public void MarkJoined(Guid run) => records[run].ForEach(record => record.IsJoined = true);
    }
}
