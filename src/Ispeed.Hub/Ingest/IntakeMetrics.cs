using System.Diagnostics.Metrics;

namespace Ispeed.Hub.Ingest;

/// <summary>What came in, by what became of it. Read with any .NET metrics listener under the meter <c>Ispeed.Hub.Ingest</c>.</summary>
internal sealed class IntakeMetrics
{
    private readonly Counter<long> submissions;
    private readonly Counter<long> records;

    public IntakeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Ispeed.Hub.Ingest");
        submissions = meter.CreateCounter<long>("ispeed.hub.submissions", "{submission}", "Results handed in, by outcome");
        records = meter.CreateCounter<long>("ispeed.hub.records", "{record}", "Test points' records handed in, by outcome");
    }

    public void Submission(string outcome) => submissions.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Record(string outcome) => records.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
