using Ispeed.Hub.Measurements;
using Ispeed.Hub.Points;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Ingest;

/// <summary>What the database and the earlier items of a batch say about its runs, and what is new in it.</summary>
internal sealed class KnownRuns
{
    private readonly Dictionary<Guid, MeasurementRow> measurements;
    private readonly Dictionary<(Guid Device, Guid Id), string> contents;
    private readonly Dictionary<Guid, List<KnownRecord>> records;
    private readonly Dictionary<string, PointFacts> points;

    private KnownRuns(
        IEnumerable<MeasurementRow> measurements,
        IEnumerable<RawSubmission> raw,
        IEnumerable<RunRecordRow> records,
        Dictionary<string, PointFacts> points
    )
    {
        // The first of an id that two devices should share stands, as on its page.
        this.measurements = measurements.OrderBy(row => row.ReceivedAt).DistinctBy(row => row.Id).ToDictionary(row => row.Id);
        contents = raw.ToDictionary(row => (row.Device, row.Id), row => row.Content);
        this.records = records
            .GroupBy(row => row.Run)
            .ToDictionary(group => group.Key, group => group.Select(row => new KnownRecord(row, null)).ToList());
        this.points = points;
    }

    /// <summary>Rows that are not in the database yet.</summary>
    public NewRows New { get; } = new();

    /// <summary>What came, changed or went: figures are to be made again with it.</summary>
    public List<MeasurementRow> Changed { get; } = [];

    public static KnownRuns Read(HubDb db, IReadOnlyList<Incoming> batch)
    {
        var runs = batch.Select(incoming => incoming.Run).Distinct().ToArray();
        var standing = db.Measurements.Where(row => runs.Contains(row.Id)).ToList();
        var raw = standing.Count == 0 ? [] : db.RawSubmissions.AsNoTracking().Where(row => runs.Contains(row.Id)).ToList();
        var sealedRuns = db.RunRecords.Where(row => runs.Contains(row.Run)).ToList();
        return new(standing, raw, sealedRuns, PointFacts.ReadAll(db));
    }

    public MeasurementRow? MeasurementOf(Guid run) => measurements.GetValueOrDefault(run);

    public string? ContentOf(MeasurementRow row) => contents.GetValueOrDefault((row.Device, row.Id));

    public PointFacts? PointOf(string pointId) => points.GetValueOrDefault(pointId);

    public void Add(MeasurementRow row, string content)
    {
        New.Measurements.Add(row);
        New.Raw.Add(
            new()
            {
                Device = row.Device,
                Id = row.Id,
                ReceivedAt = row.ReceivedAt,
                Content = content,
            }
        );
        measurements[row.Id] = row;
        contents[(row.Device, row.Id)] = content;
    }

    public void Remove(HubDb db, MeasurementRow row)
    {
        db.Remove(row);
        Changed.Add(row);
        measurements.Remove(row.Id);
    }

    /// <summary>False when a record of this point and run is there already: the first stands.</summary>
    public bool Add(SignedRecord record, DateTimeOffset now)
    {
        var device = record.Content.Device ?? Guid.Empty;
        if (!records.TryGetValue(record.Content.Run, out var ofRun))
        {
            records[record.Content.Run] = ofRun = [];
        }

        if (ofRun.Exists(known => known.Row.Device == device && known.Row.PointId == record.Content.Point))
        {
            return false;
        }

        var row = new RunRecordRow
        {
            Device = device,
            Run = record.Content.Run,
            PointId = record.Content.Point,
            ReceivedAt = now,
            IsJoined = measurements.ContainsKey(record.Content.Run),
            Token = record.Token,
        };
        New.Records.Add(row);
        ofRun.Add(new(row, record.Content));
        return true;
    }

    /// <summary>The record that belongs to a result: of the point that the client names, of its own device, else any.</summary>
    public RunRecord? RecordOf(MeasurementRow row, string? pointId) =>
        records
            .GetValueOrDefault(row.Id)
            ?.OrderBy(record => record.Row.Device == row.Device ? 0 : 1)
            .ThenBy(record => record.Row.PointId == pointId ? 0 : 1)
            .Select(record => record.Content ?? SignedText.Record(record.Row.Token))
            .FirstOrDefault(record => record is not null);

    public void MarkJoined(Guid run) => records[run].ForEach(record => record.Row.IsJoined = true);

    /// <param name="Row">The record as it is stored.</param>
    /// <param name="Content">What was read of it when it came in; null for one out of the database.</param>
    private readonly record struct KnownRecord(RunRecordRow Row, RunRecord? Content);
}
