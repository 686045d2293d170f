using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Ingest;

/// <summary>What a batch adds to the tables that grow with measurements.</summary>
internal sealed class NewRows
{
    public List<MeasurementRow> Measurements { get; } = [];

    public List<RawSubmission> Raw { get; } = [];

    public List<RunRecordRow> Records { get; } = [];

    /// <summary>That figures are to be made again with them.</summary>
    public List<ChangedRuns> Changes { get; } = [];

    /// <summary>How they get there; made once, used by the one writer.</summary>
    public sealed class Writer(HubDb db)
    {
        private readonly BulkInsert<MeasurementRow> measurements = new(db);
        private readonly BulkInsert<RawSubmission> raw = new(db);
        private readonly BulkInsert<RunRecordRow> records = new(db);
        private readonly BulkInsert<ChangedRuns> changes = new(db);

        public void Write(HubDb db, NewRows rows)
        {
            measurements.Write(db, rows.Measurements);
            raw.Write(db, rows.Raw);
            records.Write(db, rows.Records);
            changes.Write(db, rows.Changes);
        }
    }
}
