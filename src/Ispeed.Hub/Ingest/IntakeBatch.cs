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
    // Liveness: a statement that takes longer counts as a database that is away.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(20);

    private NewRows.Writer? writer;

    public void Write(IReadOnlyList<Incoming> batch)
    {
        using var db = databases.CreateDbContext();
        db.Database.SetCommandTimeout(LongestWrite);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        using var transaction = db.Database.BeginTransaction();
        var known = KnownRuns.Read(db, batch);
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

        // What was known changes or goes first: a result may take the key of a run that was only observed.
        db.ChangeTracker.DetectChanges();
        db.SaveChanges();
        known.New.Changes.AddRange(ChangedRuns.Of(known.Changed, time.GetUtcNow()));
        (writer ??= new(db)).Write(db, known.New);
        transaction.Commit();
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Resolve(outcomes[i]);
        }
    }

    private IntakeOutcome Take(HubDb db, KnownRuns known, Incoming.Result result)
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
        known.Add(row, result.Content);
        if (result.Record is { } record)
        {
            known.Add(record, time.GetUtcNow());
        }

        Join(known, row, result.Submission);
        return new IntakeOutcome.Stored(row.Proof);
    }

    private IntakeOutcome Take(HubDb db, KnownRuns known, SignedRecord record)
    {
        var isNew = known.Add(record, time.GetUtcNow());
        var standing = known.MeasurementOf(record.Content.Run);
        if (isNew && standing?.Proof is Proof.Claimed && known.ContentOf(standing) is { } content)
        {
            Join(known, standing, JsonSerializer.Deserialize(content, MeasureJson.Default.Submission)!);
        }

        var proof = standing?.Proof ?? Proof.Observed;
        return isNew ? new IntakeOutcome.Stored(proof) : new IntakeOutcome.StoredBefore(proof);
    }

    private void Join(KnownRuns known, MeasurementRow row, Submission submission)
    {
        known.Changed.Add(row);
        var record = known.RecordOf(row, submission.Measurement.Server?.Id);
        (row.Proof, row.Dispute) = Judgement.Of(submission, record);
        if (record is not null)
        {
            row.TakeRecord(record, submission.Sim, operators);
            row.TakePoint(record.Point, known.PointOf(record.Point), country);
            known.MarkJoined(row.Id);
        }
        else if (submission.Measurement.Server?.Id is { } id && known.PointOf(id) is { } claimed)
        {
            row.TakePoint(id, claimed, country); // claimed, but at least a point that exists
        }

        var point = row.PointId is null ? null : known.PointOf(row.PointId);
        row.LimitedBy = FoundLimits.Of(submission, record, point, row.NetworkKind is NetworkKind.Hosting or NetworkKind.Vpn);
    }
}
